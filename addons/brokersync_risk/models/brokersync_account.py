from odoo import api, fields, models


class BrokersyncAccount(models.Model):
    _name = "brokersync.account"
    _inherit = ["brokersync.account", "brokersync.risk.limited", "brokersync.risk.stoppable"]

    risk_limit_ids = fields.One2many("brokersync.risk.limit", "account_id", string="Limits")

    @api.depends("kill_switch", "firm_id.kill_switch")
    def _compute_stopped_by(self):
        res = super()._compute_stopped_by()
        for account in self:
            if not account.stopped_by and account.firm_id.kill_switch:
                account.stopped_by = "firm"
        return res

    def _risk_limits(self):
        return self.env["brokersync.risk.limit"].search([("account_id", "=", self.id)])

    def _reference_row(self):
        return super()._reference_row() | self._risk_limits()._enforced()
