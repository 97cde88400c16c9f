from odoo import api, models


class BrokersyncNotificationChannel(models.AbstractModel):
    """A way out. A new one inherits this as `brokersync.notification.channel.<name>` and adds its name to the channels
    of deliveries."""

    _name = "brokersync.notification.channel"
    _description = "Notification channel"

    @api.model
    def _send(self, delivery):
        """Hand one delivery to the other side, within seconds.

        :return: True when it is known to have reached the receiver, False when the other side only took it
        :raise DeliveryError: it did not work out; the text is for the administrator
        """
        raise NotImplementedError

    @api.model
    def _link(self, notification):
        """Absolute address of what the notification leads to."""
        base = notification.get_base_url()
        if notification.user_id.share:
            return f"{base}/my/notifications/{notification.id}"
        return base + (notification._target() or "/odoo")
