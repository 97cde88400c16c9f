from odoo.tests import tagged

from .common import OmsCommon


@tagged("post_install", "-at_install")
class TestTradeChange(OmsCommon):
    """Cancelled and corrected trades, and spreads: what they leave of orders and positions."""

    def setUp(self):
        super().setUp()
        self.buy = self.stream.new("TEST-A-01", "TCL", "buy", 10, 61.5)
        self.sell = self.stream.new("TEST-B-01", "TCL", "sell", 10, 61.0)
        self.bought, self.sold = self.stream.trade(self.buy, self.sell, 10, 61.25)
        self.apply(self.buy, self.sell, self.bought, self.sold)

    def position(self, account, instrument=None):
        return self.env["brokersync.position"].search(
            [
                ("account_id", "=", account.id),
                ("instrument_id", "=", (instrument or self.crude).id),
            ]
        )

    def order(self, event):
        return self.env["brokersync.order"].search([("cl_ord_id", "=", event["cl_ord_id"])])

    def changed(self, fill, exec_type, px, **fields):
        return self.stream.after(
            fill,
            exec_type=exec_type,
            exec_ref_id=fill["seq"],
            last_qty=fill["last_qty"],
            last_px=px,
            trade_id=fill["trade_id"],
            **fields,
        )

    def test_a_cancelled_trade_is_undone(self):
        for fill in self.bought, self.sold:
            busted = self.changed(
                fill, "trade_cancel", 61.25, cum_qty=0, avg_px=0, ord_status="new", leaves_qty=10
            )
            ended = self.stream.canceled(busted, fill["cl_ord_id"], "TRADE_BUST")
            self.apply(busted, ended)
        for account, event in (self.account_a, self.buy), (self.account_b, self.sell):
            position = self.position(account)
            self.assertEqual((position.net_qty, position.cost, position.realized_pnl), (0, 0, 0))
            order = self.order(event)
            self.assertEqual(
                (order.ord_status, order.cum_qty, order.end_code), ("canceled", 0, "TRADE_BUST")
            )
            self.assertEqual(
                order.execution_ids.sorted("seq").mapped("exec_type"),
                ["new", "trade", "trade_cancel", "canceled"],
            )

    def test_the_status_may_go_back_step_by_step(self):
        self.apply(
            self.changed(
                self.bought,
                "trade_cancel",
                61.25,
                cum_qty=0,
                avg_px=0,
                ord_status="new",
                leaves_qty=10,
            )
        )
        self.assertEqual(self.order(self.buy).ord_status, "new")

    def test_a_corrected_trade_counts_at_its_new_price_each_time(self):
        for price in 61.0, 60.5:
            self.apply(self.changed(self.bought, "trade_correct", price, avg_px=price))
            position = self.position(self.account_a)
            self.assertEqual((position.net_qty, position.avg_px), (10, price))
            self.assertEqual(self.order(self.buy).avg_px, price)
        cash = position.realized_pnl - position.cost * self.crude.multiplier
        self.assertAlmostEqual(cash, -10 * 60.5 * self.crude.multiplier)
        self.assertEqual(self.crude.last_px, 61.25, "a correction is no trade")

    def test_a_correction_after_a_cancelled_one_uses_the_last_price(self):
        self.apply(self.changed(self.bought, "trade_correct", 61.0, avg_px=61.0))
        self.apply(
            self.changed(
                self.bought,
                "trade_cancel",
                61.0,
                cum_qty=0,
                avg_px=0,
                ord_status="new",
                leaves_qty=10,
            )
        )
        position = self.position(self.account_a)
        self.assertEqual((position.net_qty, position.cost, position.realized_pnl), (0, 0, 0))

    def test_a_spread_counts_in_its_legs(self):
        far = self.crude.copy({"symbol": "TCLG", "contract_month": "202702"})
        spread = self.crude.copy(
            {"symbol": "TCL-TCLG", "near_leg_id": self.crude.id, "far_leg_id": far.id}
        )
        before = self.position(self.account_a).net_qty
        order = self.stream.new("TEST-A-01", "TCL-TCLG", "buy", 2, 0.5)
        whole = self.stream.fill(order, 2, 0.5, multileg="multileg")
        near = self.stream.after(
            whole,
            symbol="TCL",
            exec_type="trade",
            last_qty=2,
            last_px=61.5,
            trade_id=901,
            multileg="leg",
        )
        other = self.stream.after(
            whole, symbol="TCLG", side="sell", exec_type="trade", last_qty=2, last_px=61.0,
            trade_id=902, multileg="leg",
        )  # fmt: skip
        self.apply(order, whole, near, other)
        self.assertEqual(self.position(self.account_a).net_qty, before + 2)
        self.assertEqual(self.position(self.account_a, far).net_qty, -2)
        self.assertFalse(self.position(self.account_a, spread))
        found = self.order(order)
        self.assertEqual((found.instrument_id, found.ord_status), (spread, "filled"))
        self.assertEqual(self.crude.last_px, 61.25, "a spread's leg is no print")
