from odoo import fields, models


class BrokersyncFirm(models.Model):
    _name = "brokersync.firm"
    _inherit = ["brokersync.firm", "brokersync.reference", "bus.listener.mixin"]

    account_ids = fields.One2many("brokersync.account", "firm_id", string="Trading accounts")

    def _reference_row(self):
        self.ensure_one()
        return {
            "kind": "firm",
            "code": self.code,
            "active": self.active and self.account_status == "active",
        }
