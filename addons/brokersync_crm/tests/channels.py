"""What the tests of all channels share: a queue of their own, its crons, what is logged."""

from ..notify.safe_http import ALLOWED_VARIABLE
from .test_notification import NotificationCommon

DELIVERY_LOG = "odoo.addons.brokersync_crm.models.brokersync_notification_delivery"
LOOPBACK = {ALLOWED_VARIABLE: "127.0.0.0/8"}


class ChannelCommon(NotificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["brokersync.notification.delivery"].search([]).unlink()  # of the database at hand

    def send(self, channel):
        """Let the cron of this channel run, with its commits, in this test's transaction."""
        name = "cron_send_webhooks" if channel == "webhook" else "cron_send_notifications"
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"brokersync_crm.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def make_due(self, delivery):
        delivery.next_attempt = "2020-01-01 00:00:00"

    def logged(self, delivery):
        return self.env["brokersync.communication"].search([("external_ref", "=", delivery.uid)])
