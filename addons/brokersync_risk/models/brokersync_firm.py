from odoo import fields, models


class BrokersyncFirm(models.Model):
    _name = "brokersync.firm"
    _inherit = ["brokersync.firm", "brokersync.risk.limited", "brokersync.risk.stoppable"]

    risk_limit_ids = fields.One2many(
        "brokersync.risk.limit", "firm_id", string="Limits", help="Its own and its accounts'."
    )

    def _risk_limits(self):
        return self.env["brokersync.risk.limit"].search(
            [("firm_id", "=", self.id), ("account_id", "=", False)]
        )

    def _reference_row(self):
        return super()._reference_row() | self._risk_limits()._enforced()
