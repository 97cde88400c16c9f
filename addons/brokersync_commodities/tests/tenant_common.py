from odoo.addons.brokersync_crm.tests import samples
from odoo.addons.brokersync_risk.tests.common import RiskCommon

from .common import CommoditiesCommon


class TenantCommon(CommoditiesCommon, RiskCommon):
    """Records of every kind for firm B, in whose name nobody of firm A may do anything."""

    def setUp(self):
        """Firm B has a record of every kind: an order with a fill, a limit with a proposed change, a
        breach, a credit review."""
        super().setUp()
        samples.create_all(self)
        order = self.new_order(self.client_b, account_id=self.account_b.id)
        order.action_submit()
        accepted = self.stream.accept(order)
        self.apply(
            accepted, self.stream.fill(accepted, 5, 61.25), self.refused(account="TEST-B-01")
        )
        self.env["brokersync.price.alert"].with_user(self.client_b).create(
            {
                "name": "Breakout",
                "line_ids": [(0, 0, {"instrument_id": self.crude.id, "level": 62})],
            }
        )
        onboarding = self.env["brokersync.onboarding"].search([("firm_id", "=", self.firm_b.id)])
        self.env["brokersync.credit.review"].create({"onboarding_id": onboarding.id})
        changes = self.env["brokersync.risk.limit.change"].with_user(self.risk_officer)
        changes.create({"limit_id": self.limit_b.id, "max_order_qty": 20, "reason": "Test"})

    def tables(self):
        return {
            name: model
            for name, model in self.env.items()
            if name.startswith("brokersync.")
            and model._auto
            and not model._abstract
            and not model._transient
        }

    def firm_models(self):
        return {name: model for name, model in self.tables().items() if "firm_id" in model._fields}
