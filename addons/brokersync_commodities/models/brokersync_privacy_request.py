from odoo import api, models

TITLE_RECORDS = "Documents of title and books of the firm: commercial and tax law, ten years"
KEEP_DAYS = 3653


class BrokersyncPrivacyRequest(models.Model):
    _inherit = "brokersync.privacy.request"

    @api.model
    def _kept_elsewhere(self, trader):
        """Receipts and the stock behind them belong to the firm. They name it, and none of its people."""
        lines = super()._kept_elsewhere(trader)
        receipts = self.env["brokersync.warehouse.receipt"].sudo()
        count = receipts.search_count([("firm_id", "=", trader.firm_id.id)])
        if count:
            lines.append(
                {
                    "what": self.env._("Warehouse receipts of the firm: name no person"),
                    "records": count,
                    "outcome": "kept",
                    "rule": TITLE_RECORDS,
                    "until": self._days_from_now(KEEP_DAYS),
                }
            )
        return lines
