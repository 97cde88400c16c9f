from odoo.tests import tagged

from .common import OmsCommon


@tagged("post_install", "-at_install")
class TestOrderNews(OmsCommon):
    """What clients are told about their orders, gathered by the job from what the seam has applied."""

    def setUp(self):
        super().setUp()
        self.tell()  # the shard's place is where it stands now

    def tell(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("brokersync_oms.cron_order_news").method_direct_trigger()
        self.env.invalidate_all()

    def told(self, user=None):
        return self.env["brokersync.notification"].search(
            [("user_id", "=", (user or self.client_a).id)], order="id"
        )

    def fill(self, quantity, price=61.25):
        buy = self.stream.new("TEST-A-01", "TCL", "buy", order_qty=quantity, price=price)
        sell = self.stream.new("TEST-B-01", "TCL", "sell", order_qty=quantity, price=price)
        self.apply(buy, sell, *self.stream.trade(buy, sell, quantity, price))

    def want(self, code, **channels):
        event = self.env["brokersync.notification.event"]._by_code([code])[code]
        event.write(channels or {"in_app": True})

    def test_a_fill_tells_both_firms_their_side(self):
        self.fill(10)
        self.tell()
        self.assertEqual(self.told().mapped("title"), ["Filled: bought 10 TCL, average 61.25"])
        self.assertEqual(
            self.told(self.client_b).mapped("title"), ["Filled: sold 10 TCL, average 61.25"]
        )
        self.assertEqual(self.told().res_model, "brokersync.order")

    def test_twenty_are_one_with_their_sum_and_average(self):
        for price in 61, 62:
            for _turn in range(10):
                self.fill(62, price)
        self.tell()
        self.assertEqual(
            self.told().mapped("title"),
            ["20 orders filled in TCL: bought 1,240, average 61.50"],
        )

    def test_what_follows_within_the_minute_joins(self):
        self.fill(10, 61)
        self.tell()
        self.fill(30, 62)
        self.tell()
        self.assertEqual(
            self.told().mapped("title"), ["2 orders filled in TCL: bought 40, average 61.75"]
        )

    def test_told_once(self):
        self.fill(10)
        self.tell()
        self.tell()
        self.assertEqual(len(self.told()), 1)
        self.assertEqual(self.told().facts["count"], 1)

    def test_what_was_before_the_first_time_is_not_told(self):
        self.env["brokersync.order.news"].search([]).unlink()
        self.fill(10)
        self.tell()
        self.assertFalse(self.told())

    def test_whoever_wants_no_fills_is_told_none(self):
        event = self.env.ref("brokersync_oms.event_order_filled")
        preferences = self.env["brokersync.notification.preference"]
        preferences.with_user(self.client_a)._choose({event: set()})
        self.fill(10)
        self.tell()
        self.assertFalse(self.told())
        self.assertTrue(self.told(self.client_b))

    def test_every_kind_of_event_has_its_words(self):
        def none(order):
            return []

        def part(order):
            return [self.stream.fill(order, 4, 61.25)]

        def cancel(order):
            return [self.stream.canceled(order, "c-1")]

        for code, events, title in (
            ("order.accepted", none, "Accepted: buy 10 TCL"),
            ("order.partially_filled", part, "Fill: bought 4 TCL at 61.25"),
            ("order.cancelled", cancel, "Cancelled: buy 10 TCL"),
        ):
            with self.subTest(code):
                self.want(code)
                order = self.stream.new("TEST-A-01", "TCL")
                self.apply(order, *events(order))
                self.tell()
                self.assertIn(title, self.told().mapped("title"))
                self.want(code, in_app=False)

    def test_the_house_is_not_told(self):
        self.firm_a.house = True
        self.fill(10)
        self.tell()
        self.assertFalse(self.told())
