from odoo import api, models

from ..const import WORKING
from .personal_fields import KEEP_DAYS, ORDER_RECORDS


class BrokersyncPrivacyRequest(models.Model):
    _inherit = "brokersync.privacy.request"

    @api.model
    def _erasure_blockers(self, trader):
        reasons = super()._erasure_blockers(trader)
        working = (
            self.env["brokersync.order"]
            .sudo()
            .search_count([("trader_id", "=", trader.id), ("ord_status", "in", WORKING)])
        )
        if working:
            reasons.append(
                self.env._(
                    "%s orders of this person still work. Cancel or take them over first.", working
                )
            )
        return reasons

    @api.model
    def _kept_elsewhere(self, trader):
        """The matching engine's journal is outside the database: a chain of checksums that cannot lose a link."""
        lines = super()._kept_elsewhere(trader)
        commands = self.env["brokersync.command"].sudo()
        count = commands.search_count(commands._personal_domain(trader))
        if count:
            lines.append(
                {
                    "what": self.env._(
                        "Journal of the matching engine: orders, with the login that entered them"
                    ),
                    "records": count,
                    "outcome": "kept",
                    "rule": ORDER_RECORDS,
                    "until": self._days_from_now(KEEP_DAYS),
                }
            )
        return lines
