from odoo import api, models
from odoo.exceptions import UserError

from .brokersync_notification_delivery import DeliveryError

TAKEN = ("process", "pending", "sent")
HOPELESS = ("sms_number_format", "sms_number_missing", "sms_blacklist")
LONGEST = 300  # characters; longer texts cost several messages


class BrokersyncNotificationChannelSms(models.AbstractModel):
    """Through whatever provider the company has chosen in Odoo's `sms`."""

    _name = "brokersync.notification.channel.sms"
    _inherit = ["brokersync.notification.channel"]
    _description = "Notification by SMS"

    @api.model
    def _send(self, delivery):
        user = delivery.notification_id.user_id
        number = user.partner_id.phone_sanitized
        if not number:
            raise DeliveryError(self.env._("%s has no valid phone number.", user.name), final=True)
        if user not in self.env["brokersync.phone.proof"]._proven(user):
            raise DeliveryError(
                self.env._("%s has not confirmed the phone number.", user.name), final=True
            )
        sms = self._sms(delivery, number)
        try:
            sms.send(raise_exception=True)
        except UserError as error:
            raise DeliveryError(str(error)) from error
        if sms.state not in TAKEN:
            reasons = dict(sms._fields["failure_type"]._description_selection(self.env))
            raise DeliveryError(
                reasons.get(sms.failure_type) or self.env._("The provider refused it."),
                final=sms.failure_type in HOPELESS,
            )
        return False

    @api.model
    def _sms(self, delivery, number):
        """The SMS of this delivery, new or from the attempt before: providers report by its id."""
        sms = self.env["sms.sms"].search([("uuid", "=", delivery.uid)])
        if sms:
            sms.write({"state": "outgoing", "to_delete": False, "failure_type": False})
            return sms
        self.env["sms.tracker"].create({"sms_uuid": delivery.uid})
        text = self._text(delivery.notification_id)
        return sms.create({"number": number, "body": text, "uuid": delivery.uid})

    @api.model
    def _text(self, notification):
        text = ". ".join(part for part in (notification.title, notification.body) if part)
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
