from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _brokersync_revoke_access(self):
        self.env["brokersync.api.grant"].sudo().search([("user_id", "in", self.ids)])._revoke(
            "access"
        )
        return super()._brokersync_revoke_access()
