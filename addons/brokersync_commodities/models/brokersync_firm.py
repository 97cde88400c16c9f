from odoo import api, fields, models


class BrokersyncFirm(models.Model):
    _inherit = "brokersync.firm"

    receipt_ids = fields.One2many(
        "brokersync.warehouse.receipt", "firm_id", string="Warehouse receipts"
    )
    open_receipt_count = fields.Integer(compute="_compute_open_receipt_count")

    @api.depends("receipt_ids.state")
    def _compute_open_receipt_count(self):
        counts = dict(
            self.env["brokersync.warehouse.receipt"]._read_group(
                [("firm_id", "in", self.ids), ("state", "=", "issued")],
                ["firm_id"],
                ["__count"],
            )
        )
        for firm in self:
            firm.open_receipt_count = counts.get(firm, 0)
