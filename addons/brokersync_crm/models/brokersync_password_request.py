import logging

from odoo import api, fields, models
from odoo.exceptions import AccessDenied
from odoo.http import request

_logger = logging.getLogger(__name__)


class BrokersyncPasswordRequest(models.Model):
    """Somebody asked for a new password, for an account that may or may not exist.

    Worked off by a job within seconds.
    """

    _name = "brokersync.password.request"
    _description = "Request for a new password"
    _order = "id"
    _log_access = False
    _allow_sudo_commands = False

    login = fields.Char(required=True, size=254)
    at = fields.Datetime(required=True, default=fields.Datetime.now)

    @api.model
    def _ask(self, login):
        """Queue the request, unless the login or the caller asks all the time: then say how long to wait."""
        attempts = self.env["brokersync.login.attempt"]
        address = request.httprequest.remote_addr if request else ""
        try:
            attempts._refuse_when_throttled(login, address, kind="reset")
        except AccessDenied as refusal:
            # The page shows the text of any error it does not know.
            raise RuntimeError(refusal.args[0]) from None
        attempts._count(login, address, kind="reset")
        self.sudo().create({"login": login.strip()[:254]})
        self.env.ref("brokersync_crm.cron_password_request")._trigger()

    @api.model
    def _work_off(self):
        """Send the links.

        An unknown account gets none; a mail server that is away leaves the request for the next run.
        """
        users = self.env["res.users"]
        requests = self.search([], limit=100)
        for number, asked in enumerate(requests, 1):
            found = users.search(users._get_login_domain(asked.login)) or users.search(
                users._get_email_domain(asked.login)
            )
            if len(found) == 1 and found.active:
                found.action_reset_password()
            else:
                _logger.info("No single account for a password request")
            asked.unlink()
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(requests) - number):
                break
