from odoo import models


class BrokersyncOnboarding(models.Model):
    _inherit = "brokersync.onboarding"

    def _open_accounts(self):
        """Open the firm's first trading account; a firm that has one keeps what it has."""
        res = super()._open_accounts()
        accounts = self.env["brokersync.account"].with_context(active_test=False)
        for firm in self.firm_id:
            if not accounts.search_count([("firm_id", "=", firm.id)], limit=1):
                accounts.create(
                    {
                        "firm_id": firm.id,
                        "code": f"{firm.code}-01",
                        "name": self.env._("Trading"),
                    }
                )
        return res
