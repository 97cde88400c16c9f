from odoo import models


class ResDevice(models.Model):
    _inherit = "res.device"

    def _revoke(self):
        """End the sessions of these devices; they cannot be taken up again."""
        for user, devices in self.grouped("user_id").items():
            self.env["brokersync.security.event"]._log(
                "session",
                "success",
                action="revoked",
                user=user,
                by=self.env.user.login,
                devices=[f"{device.browser} on {device.platform}" for device in devices],
            )
        return super()._revoke()
