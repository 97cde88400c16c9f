import json
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request

from ..text import accept

KINDS = [
    ("auth", "Login"),
    ("permission", "Permission"),
    ("export", "Export"),
    ("key", "Key"),
    ("session", "Session"),
]
OUTCOMES = [("success", "Success"), ("failure", "Failure"), ("refused", "Refused")]
LONGEST_DETAIL = 500

_logger = logging.getLogger("brokersync.security")


class BrokersyncSecurityEvent(models.Model):
    """What a security monitor (SIEM) wants to know: one row, and the same as one line of JSON in the log
    `brokersync.security`.

    Secrets never come here: callers give names and ids, not passwords, keys or codes.
    """

    _name = "brokersync.security.event"
    _description = "Security event"
    _order = "id desc"
    _log_access = False
    _allow_sudo_commands = False

    at = fields.Datetime(required=True, default=fields.Datetime.now, index=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    action = fields.Char(required=True, readonly=True)
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    login = fields.Char("Who", readonly=True, index=True)
    address = fields.Char(readonly=True)
    user_agent = fields.Char("User agent", readonly=True)
    details = fields.Char(readonly=True, help="JSON")

    @api.model
    def _log(self, kind, outcome, *, action, user=None, login="", durable=False, **details):
        """Record one event.

        :param user: whom it is about, by default the current user
        :param login: instead of `user`, when nobody of that name may exist
        :param durable: keep it though the transaction is rolled back, as after a refused login
        :param details: what else to know; JSON values
        """
        http = request.httprequest if request else None
        values = {
            "kind": kind,
            "action": action,
            "outcome": outcome,
            "login": _plain(login or (user or self.env.user).sudo().login),
            "address": http.remote_addr if http else False,
            "user_agent": _plain(http.user_agent.string) if http else False,
            "details": json.dumps(details, sort_keys=True, default=str),
        }
        if durable:
            with self.env.registry.cursor() as cr:
                self.with_env(self.env(cr=cr)).sudo().create(values)
        else:
            self.sudo().create(values)
        line = {"event": "security", **values, "details": details}
        # One line whatever is in it: JSON escapes line ends and the escape character.
        _logger.info("%s", json.dumps(line, sort_keys=True, default=str))

    def write(self, vals):
        raise UserError(self.env._("Security events are not changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Security events are not deleted."))


def _plain(text):
    """What a stranger sent, as far as it can be kept."""
    return accept(text or "", LONGEST_DETAIL, lines=False)
