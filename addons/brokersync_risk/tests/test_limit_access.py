from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RiskCommon


@tagged("post_install", "-at_install")
class TestLimitAccess(RiskCommon):
    """Who sees limits and who sets them."""

    def limits_of(self, user):
        return (
            self.env["brokersync.risk.limit"]
            .with_user(user)
            .search([("firm_id", "in", (self.firm_a | self.firm_b).ids)])
        )

    def test_client_reads_the_own_firms_limits_only(self):
        self.assertEqual(self.limits_of(self.client_a), self.limit_a | self.limit_firm_a)
        self.assertEqual(self.limit_a.with_user(self.client_a).max_order_qty, 50)
        with self.assertRaises(AccessError):
            self.limit_b.with_user(self.client_a).read(["max_order_qty"])

    def test_broker_reads_assigned_firms_limits_only(self):
        self.assertEqual(self.limits_of(self.broker), self.limit_a | self.limit_firm_a)
        with self.assertRaises(AccessError):
            self.limit_b.with_user(self.broker).read(["max_order_qty"])

    def test_oversight_reads_all(self):
        for user in self.risk_officer, self.compliance_officer, self.administrator:
            self.assertEqual(len(self.limits_of(user)), 3)

    def test_others_read_nothing(self):
        for user in self.internal_user, self.sidecar_user:
            with self.assertRaises(AccessError):
                self.limits_of(user)

    def test_risk_officer_and_administrator_tighten_at_once(self):
        self.limit_a.with_user(self.risk_officer).max_order_qty = 40
        self.assertEqual(self.limit_a.max_order_qty, 40)
        self.limit_a.with_user(self.administrator).max_order_qty = 30
        self.assertEqual(self.limit_a.max_order_qty, 30)

    def test_nobody_else_writes_creates_or_deletes(self):
        for user in (
            self.client_a,
            self.broker,
            self.compliance_officer,
            self.internal_user,
            self.sidecar_user,
        ):
            with self.subTest(user.login):
                limit = self.limit_a.with_user(user)
                self.assertRaises(AccessError, limit.write, {"max_order_qty": 1})
                self.assertRaises(
                    AccessError, limit.create, {"account_id": self.account_a.id, "max_order_qty": 1}
                )
                self.assertRaises(AccessError, limit.unlink)

    def test_risk_officer_creates_and_only_the_administrator_deletes(self):
        limit = (
            self.env["brokersync.risk.limit"]
            .with_user(self.risk_officer)
            .create(
                {
                    "account_id": self.account_a.id,
                    "instrument_id": self.crude.id,
                    "position_limit": 5,
                    "active": False,
                }
            )
        )
        self.assertRaises(AccessError, limit.unlink)
        limit.with_user(self.administrator).unlink()
        self.assertFalse(limit.exists())
