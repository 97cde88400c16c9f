import logging
from datetime import timedelta
from functools import partial

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..sidecar_client import SidecarClient, SidecarUnavailable
from .brokersync_token import USER_LIFETIME

_logger = logging.getLogger(__name__)

PATH = "/v1/admin/revoke"
MAX_WAIT = 60  # seconds between two attempts
TIMEOUT = (0.5, 2)  # seconds to connect, to wait: who took the rights away waits for it


class BrokersyncRevocation(models.Model):
    """Tokens the sidecar is to refuse, and whose sessions it is to end (protocol, `POST /v1/admin/revoke`).

    Sent right after the commit that took the rights away, and again by a job while the sidecar is away, until the last
    token from before has ended by itself.
    """

    _name = "brokersync.revocation"
    _description = "Rights withdrawn at the matching sidecar"
    _order = "id desc"
    _rec_name = "code"
    _allow_sudo_commands = False

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
    attempts = fields.Integer(readonly=True)
    next_try = fields.Datetime("Next try", readonly=True, default=fields.Datetime.now)
    last_error = fields.Char("Last error", readonly=True)

    _waiting_idx = models.Index("(next_try) WHERE state = 'waiting'")

    @api.model
    def _request(self, scope, codes):
        """Withdraw what was signed until now for logins (`sub`) or firms."""
        requests = self.sudo().create([{"scope": scope, "code": code} for code in codes])
        if requests:
            self.env.cr.postcommit.add(partial(_send_committed, self.env.registry, requests.ids))

    @api.model
    def _cron_send(self):
        due = self.search([("state", "=", "waiting"), ("next_try", "<=", fields.Datetime.now())])
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        _send_committed(self.env.registry, due.ids)
        self.env["ir.cron"]._commit_progress(len(due), remaining=0)

    @api.model
    def _send_now(self):
        """The sidecar is there again: let the job send what waits."""
        waiting = self.search([("state", "=", "waiting")])
        if waiting:
            waiting.next_try = fields.Datetime.now()
            self.env.ref("brokersync_oms.cron_send_revocations")._trigger()

    def _send(self, client):
        """Send one and record how it went.

        :return: False when the sidecar cannot be reached, so that sending more is pointless now
        """
        if self.create_date + timedelta(seconds=USER_LIFETIME) < fields.Datetime.now():
            self.state = "lapsed"
            return True
        try:
            token = self.env["brokersync.token"]._admin_token()
            answer = client.post(PATH, {"scope": self.scope, "code": self.code}, token)
        except (SidecarUnavailable, UserError) as error:
            self._wait(str(error))
            return False
        if answer.refusal:
            self._wait(f"{answer.refusal['code']}: {answer.refusal.get('detail') or ''}")
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

    def _wait(self, error):
        attempts = self.attempts + 1
        next_try = fields.Datetime.now() + timedelta(seconds=min(2**attempts, MAX_WAIT))
        self.write({"attempts": attempts, "next_try": next_try, "last_error": error[:500]})
        self.env.ref("brokersync_oms.cron_send_revocations")._trigger(at=next_try)


def _send_committed(registry, ids):
    """Send each in a transaction of its own, until one cannot be sent; what somebody else is sending is left out."""
    client = SidecarClient(TIMEOUT)
    for revocation_id in ids:
        try:
            with registry.cursor() as cr:
                cr.execute(
                    "SELECT id FROM brokersync_revocation WHERE id = %s AND state = 'waiting' FOR UPDATE SKIP LOCKED",
                    [revocation_id],
                )
                revocations = api.Environment(cr, SUPERUSER_ID, {})["brokersync.revocation"]
                if cr.rowcount and not revocations.browse(revocation_id)._send(client):
                    return
        except Exception:
            _logger.exception("Revocation %s was not sent to the matching sidecar", revocation_id)
            return
