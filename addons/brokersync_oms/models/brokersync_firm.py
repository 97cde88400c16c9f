from odoo import fields, models


class BrokersyncFirm(models.Model):
    _name = "brokersync.firm"
    _inherit = ["brokersync.firm", "brokersync.reference", "bus.listener.mixin"]

    account_ids = fields.One2many("brokersync.account", "firm_id", string="Trading accounts")

    def write(self, vals):
        res = super().write(vals)
        if vals.get("account_status") == "closed":
            self.env["brokersync.revocation"]._request("firm", self.mapped("code"))
        return res

    def _reference_row(self):
        self.ensure_one()
        return {
            "kind": "firm",
            "code": self.code,
            "active": self.active and self.account_status == "active",
        }
