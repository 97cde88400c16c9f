from odoo import models
from odoo.exceptions import UserError


class BrokersyncFirm(models.Model):
    _name = "brokersync.firm"
    _inherit = ["brokersync.firm", "brokersync.screened"]

    def _check_account_status(self, status):
        """A firm is not activated while compliance looks into anybody of it. The text says no more than that."""
        res = super()._check_account_status(status)
        for firm in self:
            if status == "active" != firm.account_status and self.env[
                "brokersync.screening"
            ]._blocks(firm):
                raise UserError(
                    self.env._(
                        "%s waits for compliance and cannot be activated yet.", firm.display_name
                    )
                )
        return res
