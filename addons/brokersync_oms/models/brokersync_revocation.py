from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..sidecar_client import SidecarUnavailable
from .brokersync_token import USER_LIFETIME

PATH = "/v1/admin/revoke"


class BrokersyncRevocation(models.Model):
    """Tokens the sidecar is to refuse, and whose sessions it is to end (protocol, `POST /v1/admin/revoke`).

    Sent again while the sidecar is away, until the last token from before has ended by itself.
    """

    _name = "brokersync.revocation"
    _description = "Rights withdrawn at the matching sidecar"
    _order = "id desc"
    _rec_name = "code"
    _inherit = ["brokersync.outbox"]
    _allow_sudo_commands = False
    _outbox_cron = "brokersync_oms.cron_send_revocations"
    _outbox_timeout = (0.5, 2)  # who took the rights away waits for it

    scope = fields.Selection([("sub", "Login"), ("firm", "Firm")], required=True, readonly=True)
    code = fields.Char(required=True, readonly=True, help="Login of the user, or code of the firm.")
    state = fields.Selection(
        [("waiting", "Waiting"), ("sent", "Done"), ("lapsed", "No longer needed")],
        required=True,
        default="waiting",
        readonly=True,
    )
    sessions_ended = fields.Integer("Sessions ended", readonly=True)
    sent_at = fields.Datetime("Done at", readonly=True)

    @api.model
    def _request(self, scope, codes):
        """Withdraw what was signed until now for logins (`sub`) or firms."""
        requests = self.sudo().create([{"scope": scope, "code": code} for code in codes])
        if requests:
            requests._send_after_commit()

    def _send(self, client):
        if self.create_date + timedelta(seconds=USER_LIFETIME) < fields.Datetime.now():
            self.state = "lapsed"
            return True
        try:
            token = self.env["brokersync.token"]._admin_token()
            answer = client.post(PATH, {"scope": self.scope, "code": self.code}, token)
        except (SidecarUnavailable, UserError) as error:
            self._wait(str(error)[:500])
            return False
        if answer.refusal:
            self._wait(f"{answer.refusal['code']}: {answer.refusal.get('detail') or ''}"[:500])
            return True
        self.write(
            {
                "state": "sent",
                "attempts": self.attempts + 1,
                "sent_at": fields.Datetime.now(),
                "sessions_ended": answer.body.get("sessions_ended", 0),
                "last_error": False,
            }
        )
        return True
