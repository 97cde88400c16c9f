from odoo import api, models
from odoo.exceptions import UserError

# What an SMS provider reports, as our delivery states.
STATE_OF_SMS = {"pending": "sent", "sent": "delivered", "error": "failed", "canceled": "failed"}


class BrokersyncCommunication(models.Model):
    """SMS through Odoo's own `sms`, with the provider that the company has chosen there."""

    _inherit = "brokersync.communication"

    @api.model
    def _send_sms(self, trader, body):
        """Put an SMS into the queue and log it; the provider tells later whether it arrived."""
        number = trader.partner_id._phone_format(number=trader.phone)
        if not number:
            raise UserError(
                self.env._("%s has no valid phone number. Add one first.", trader.display_name)
            )
        sms = (
            self.env["sms.sms"]
            .sudo()
            .create({"number": number, "body": body, "partner_id": trader.partner_id.id})
        )
        message = self._log(
            "sms",
            "out",
            firm=trader.firm_id,
            trader=trader,
            broker=self.env.user,
            body=body,
            external_ref=sms.uuid,
        )
        self.env["sms.tracker"].sudo().create({"sms_uuid": sms.uuid})
        return message

    @api.model
    def _note_sms(self, uuids, sms_state, reason=""):
        """Note what became of the SMS with these identifiers."""
        state = STATE_OF_SMS.get(sms_state)
        if state and uuids:
            messages = self.sudo().search([("external_ref", "in", uuids), ("channel", "=", "sms")])
            messages._note(state, reason=reason)

    @api.model
    def _log_received_sms(self, number, body, reference):
        """Log an SMS from a trader's number, once; empty when nobody has that number, or several have."""
        traders = self.env["brokersync.trader"].sudo()
        trader = traders.search([("phone_sanitized", "=", number)], limit=2) if number else traders
        known = [("external_ref", "=", reference), ("direction", "=", "in")]
        if len(trader) != 1 or self.sudo().search_count(known, limit=1):
            return self.browse()
        return self._log(
            "sms", "in", firm=trader.firm_id, trader=trader, body=body, external_ref=reference
        )
