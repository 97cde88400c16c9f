from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import OmsCommon


@tagged("post_install", "-at_install")
class TestOrderTerms(OmsCommon):
    """Stops, icebergs and other terms: what is asked of the sidecar, and what its reports leave."""

    def payload(self, **values):
        order = self.new_order(**values)
        order.action_submit()
        plain = ("cl_ord_id", "account", "symbol", "side", "order_qty")
        payload = order.sudo().command_ids.payload
        return {key: value for key, value in payload.items() if key not in plain}

    def test_plain_orders_say_nothing_more(self):
        self.assertEqual(
            self.payload(price=61.25),
            {"ord_type": "limit", "time_in_force": "day", "price": 61.25},
        )
        self.assertEqual(
            self.payload(ord_type="market_to_limit"),
            {"ord_type": "market_to_limit", "time_in_force": "day"},
        )

    def test_stops(self):
        self.assertEqual(
            self.payload(ord_type="stop", stop_px=60.5, trigger="best_bid"),
            {"ord_type": "stop", "time_in_force": "day", "stop_px": 60.5, "trigger": "best_bid"},
        )
        self.assertEqual(
            self.payload(ord_type="stop_limit", stop_px=60.5, price=60.4),
            {"ord_type": "stop_limit", "time_in_force": "day", "stop_px": 60.5, "price": 60.4},
        )

    def test_trailing_stops(self):
        self.assertEqual(
            self.payload(
                ord_type="trailing_stop_limit",
                trail_offset=1.5,
                trail_unit="percent",
                limit_offset=0.05,
                activation_px=62.0,
                time_in_force="gtc",
            ),
            {
                "ord_type": "trailing_stop_limit",
                "time_in_force": "gtc",
                "trail_offset": 1.5,
                "trail_unit": "percent",
                "limit_offset": 0.05,
                "activation_px": 62.0,
            },
        )

    def test_conditions(self):
        self.assertEqual(
            self.payload(
                price=61.25, display_qty=2, post_only=True, reduce_only=True, all_or_none=False
            ),
            {
                "ord_type": "limit",
                "time_in_force": "day",
                "price": 61.25,
                "display_qty": 2,
                "post_only": True,
                "reduce_only": True,
            },
        )

    def test_good_till_date(self):
        self.assertEqual(
            self.payload(price=61.25, time_in_force="gtd", expire_date="2026-12-18")["expire_date"],
            "2026-12-18",
        )
        self.assertEqual(
            self.payload(price=61.25, time_in_force="gtd", expire_time="2026-12-18 14:30:00")[
                "expire_time"
            ],
            1_797_604_200 * 10**9,
        )

    def test_what_is_missing_is_named(self):
        for field, values in (
            ("stop_px", {"ord_type": "stop"}),
            ("stop_px", {"ord_type": "stop", "stop_px": 60.505}),
            ("stop_px", {"ord_type": "stop", "stop_px": float("nan")}),
            ("trail_offset", {"ord_type": "trailing_stop"}),
            ("trail_offset", {"ord_type": "trailing_stop", "trail_offset": -1.0}),
            (
                "activation_px",
                {"ord_type": "trailing_stop", "trail_offset": 1, "activation_px": 0.001},
            ),
            ("expire_date", {"time_in_force": "gtd"}),
            ("min_qty", {"min_qty": 11}),
            ("min_qty", {"min_qty": 1.5}),
            ("display_qty", {"display_qty": -3}),
        ):
            with self.assertRaisesRegex(ValidationError, field), self.env.cr.savepoint():
                self.new_order(**values)

    def test_the_stop_of_an_order_from_elsewhere_is_seen_and_follows(self):
        event = self.stream.new(
            "TEST-A-01",
            "TCL",
            side="sell",
            price=None,
            ord_type="trailing_stop",
            stop_px=60.25,
            trail_offset=1,
            trail_unit="price",
            trigger="last",
            display_qty=0,
            expire_time=1_797_604_200 * 10**9,
            list_id="bracket-1",
        )
        self.apply(event)
        order = self.env["brokersync.order"].search([("cl_ord_id", "=", event["cl_ord_id"])])
        self.assertEqual(
            (order.stop_px, order.trail_offset, order.list_id, order.trigger),
            (60.25, 1.0, "bracket-1", "last"),
        )
        self.assertEqual(str(order.expire_time), "2026-12-18 14:30:00")
        self.assertIn("60.25", order.stop_summary)
        moved = self.stream.after(event, exec_type="restated", stop_px=61.0, code="TRAIL")
        self.apply(moved)
        self.assertEqual(order.stop_px, 61.0)
        self.apply(self.stream.after(moved, exec_type="triggered", stop_px=61.0))
        self.assertEqual(order.ord_status, "new")
        self.assertEqual(
            order.execution_ids.sorted("seq").mapped("exec_type"), ["new", "restated", "triggered"]
        )

    def test_a_group_may_leave_an_order_nothing(self):
        event = self.stream.new("TEST-A-01", "TCL", side="sell", price=62, list_id="bracket-1")
        self.apply(event)
        lowered = self.stream.after(
            event, exec_type="restated", order_qty=0, leaves_qty=0, code="GROUP_FILL"
        )
        self.apply(lowered)
        order = self.env["brokersync.order"].search([("cl_ord_id", "=", event["cl_ord_id"])])
        self.assertEqual((order.order_qty, order.ord_status), (0, "new"))
        self.apply(self.stream.canceled(lowered, event["cl_ord_id"], "GROUP_CANCELED"))
        self.assertEqual((order.order_qty, order.ord_status), (0, "canceled"))

    def test_a_bad_term_from_the_sidecar_goes_to_the_quarantine(self):
        for field, value in (
            ("trigger", "moon"),
            ("stop_px", "60"),
            ("min_qty", True),
            ("all_or_none", 1),
        ):
            self.apply(self.stream.new("TEST-A-01", "TCL", **{field: value}))
            [caught] = self.env["brokersync.quarantine"].search([], order="id desc", limit=1)
            self.assertIn(field, caught.error)

    def test_stop_orders_are_changed_with_their_stop(self):
        order = self.working_order(ord_type="stop", stop_px=60.5, price=0)
        wizard = self.env["brokersync.order.replace"].with_user(self.broker)
        wizard.create({"order_id": order.id, "order_qty": 10, "stop_px": 60.25}).action_replace()
        payload = order.sudo().command_ids[-1].payload
        self.assertEqual((payload["stop_px"], payload["order_qty"]), (60.25, 10))
