from odoo import api, models
from odoo.exceptions import UserError

from ..text import CHAR_SIZE, TEXT_SIZE, clean


class BrokersyncCommunication(models.Model):
    """Sending: one method a channel, each of which logs what it sends."""

    _inherit = "brokersync.communication"

    @api.model
    def _send(self, trader, channel, body, subject=""):
        """Send `body` to or from `trader`, whoever of the two the user is, and return the communication."""
        subject, body = self._checked_text(subject, body)
        if channel == "in_app":
            return self._send_in_app(trader, body)
        if channel == "email":
            return self._send_email(trader, subject, body)
        if channel == "sms":
            return self._send_sms(trader, body)
        raise UserError(self.env._("Messages cannot be sent by “%s”.", channel))

    @api.model
    def _checked_text(self, subject, body):
        """Both without spaces around. Raise UserError for what cannot be sent as it is."""
        try:
            subject = clean(str(subject or ""), CHAR_SIZE, lines=False).strip()
            body = clean(str(body or ""), TEXT_SIZE, lines=True).strip()
        except ValueError as error:
            raise UserError(self.env._("The message was not sent: %s", error)) from error
        if not body:
            raise UserError(self.env._("The message is empty. Write something first."))
        return subject, body

    @api.model
    def _send_in_app(self, trader, body, broker=None):
        """Leave `body` in the trader's messages, or in the desk's when the user is that trader."""
        user = self.env.user
        if trader.user_id == user:
            return self._log("in_app", "in", firm=trader.firm_id, trader=trader, body=body)
        if not broker and user._is_internal() and not user._is_superuser():
            broker = user
        message = self._log(
            "in_app", "out", firm=trader.firm_id, trader=trader, broker=broker, body=body
        )
        message._note("sent")
        return message
