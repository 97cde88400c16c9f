from odoo import models


class BrokersyncTrader(models.Model):
    _inherit = "brokersync.trader"

    def action_messages(self):
        """Open the messages with this trader."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id("brokersync_crm.action_brokersync_hub")
        return {**action, "params": {"trader_id": self.id}}
