from odoo import models


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    def _action_update_from_sms_state(self, sms_state, failure_type=False, failure_reason=False):
        self.env["brokersync.communication"]._note_sms(
            self.mapped("sms_uuid"), sms_state, failure_reason or failure_type or ""
        )
        if sms_state in ("sent", "error"):
            self._brokersync_deliveries()._confirmed(sms_state == "sent", failure_reason or "")
        return super()._action_update_from_sms_state(
            sms_state, failure_type=failure_type, failure_reason=failure_reason
        )

    def _action_update_from_provider_error(self, provider_error):
        reason = self.env.context.get("sms_known_failure_reason") or provider_error or ""
        self.env["brokersync.communication"]._note_sms(self.mapped("sms_uuid"), "error", reason)
        self._brokersync_deliveries()._confirmed(False, reason)
        return super()._action_update_from_provider_error(provider_error)

    def _brokersync_deliveries(self):
        """Notifications that were sent as these SMS."""
        return self.env["brokersync.notification.delivery"].search(
            [("uid", "in", self.mapped("sms_uuid")), ("channel", "=", "sms")]
        )
