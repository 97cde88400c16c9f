from odoo import models


class BrokersyncFirm(models.Model):
    _inherit = "brokersync.firm"

    def action_messages(self):
        """Open the conversations with the people of this firm."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id("brokersync_crm.action_brokersync_hub")
        return {**action, "params": {"search": self.code}}
