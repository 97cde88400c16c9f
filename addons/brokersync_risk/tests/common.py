from contextlib import contextmanager

from odoo.addons.brokersync_oms.tests.common import OmsCommon

NOON = 1_790_000_040_000_000_000  # nanoseconds, at a full minute
SECOND = 1_000_000_000


class RiskCommon(OmsCommon):
    """`limit_a` limits account A (50 contracts an order, 200 in position), `limit_firm_a` its firm.

    The gate knows both, and `limit_b`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_officer = cls._new_staff("bs_risk_2", "group_risk_officer")
        cls.limit_a = cls._new_limit(
            account_id=cls.account_a.id, max_order_qty=50, position_limit=200, rate=20
        )
        cls.limit_firm_a = cls._new_limit(firm_id=cls.firm_a.id, max_notional=5_000_000_000)
        cls.limit_b = cls._new_limit(account_id=cls.account_b.id, max_order_qty=10)
        cls.publish()

    @classmethod
    def _new_limit(cls, **values):
        return cls.env["brokersync.risk.limit"].create(values)

    @contextmanager
    def assert_refused(self, error, regex):
        """As `assertRaisesRegex`, with what was tried undone as at the end of a request."""
        with self.assertRaisesRegex(error, regex), self.env.cr.savepoint():
            yield

    @classmethod
    def publish(cls):
        """What happens to reference data just before a commit."""
        cls.env.cr.precommit.run()

    def rows_since(self, version):
        """Reference rows newer than a version, by code, as the sidecar reads them."""
        self.publish()
        return {row["code"]: row for row in self.seam.reference("T1", version)["rows"]}

    def refused(self, code="ORDER_QTY_LIMIT", ts=NOON, account="TEST-A-01", symbol="TCL", **fields):
        """A new order that the gate rejects."""
        event = self.stream.new(account, symbol, order_qty=90, ts=ts)
        return event | {
            "exec_type": "rejected",
            "ord_status": "rejected",
            "leaves_qty": 0,
            "code": code,
            "text": "order_qty is above the maximum per order",
            **fields,
        }

    def breaches(self):
        return self.env["brokersync.risk.breach"].search(
            [("account_id", "in", (self.account_a | self.account_b).ids)], order="id"
        )
