import json
from decimal import Decimal

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OmsCommon

LOUD = "odoo.addons.brokersync_oms.models.brokersync_shard_follow_up"


@tagged("post_install", "-at_install")
class TestSeam(OmsCommon):
    """Events up: applied exactly once, in order, whatever happens on the way."""

    def executions(self):
        return self.env["brokersync.execution"].search(
            [("shard_id", "=", self.shard.id)], order="seq"
        )

    def order_of(self, event):
        return self.env["brokersync.order"].search(
            [("shard_id", "=", self.shard.id), ("sidecar_id", "=", event["order_id"])]
        )

    def test_only_the_sidecar_service_may_call(self):
        self.assertEqual(self.seam.apply_events("T1", 1, "[]")["last_seq"], 0)
        for user in self.administrator, self.broker, self.client_a, self.internal_user:
            seam = self.env["brokersync.shard"].with_user(user)
            for call in (
                lambda seam: seam.apply_events("T1", 1, "[]"),
                lambda seam: seam.handshake("T1", 1, "journal-1", 0),
                lambda seam: seam.reference("T1", 0),
            ):
                with self.assertRaises(AccessError):
                    call(seam)

    def test_the_sidecar_service_may_read_nothing_else(self):
        for model in (
            "brokersync.order",
            "brokersync.execution",
            "brokersync.shard",
            "brokersync.firm",
        ):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.sidecar_user).search([])

    def test_handshake_says_where_odoo_stands(self):
        self.apply(self.stream.new("TEST-A-01", "TCL"))
        answer = self.seam.handshake("T1", 1, "journal-1", 1)
        self.assertEqual((answer["protocol"], answer["last_seq"]), (1, 1))
        self.assertEqual(self.shard.link_state, "up")

    def test_handshake_refuses_another_journal_and_another_protocol(self):
        with self.assertRaisesRegex(UserError, "journal-1.*journal-2"):
            self.seam.handshake("T1", 1, "journal-2", 0)
        with self.assertRaisesRegex(UserError, "Protocol 2"):
            self.seam.handshake("T1", 2, "journal-1", 0)

    def test_a_shard_that_has_not_introduced_itself_is_refused(self):
        with self.assertRaisesRegex(UserError, "handshake"):
            self.seam.apply_events("T9", 1, "[]")

    def test_an_order_that_came_past_odoo_appears(self):
        event = self.stream.new("TEST-A-01", "TCL", price=61.37, entered_by=self.client_a.login)
        self.assertEqual(self.apply(event)["last_seq"], 1)
        order = self.order_of(event)
        self.assertEqual(order.name, "T1-1")
        self.assertEqual((order.ord_status, order.leaves_qty, order.price), ("new", 10, 61.37))
        self.assertEqual((order.firm_id, order.trader_id), (self.firm_a, self.trader_a))
        self.assertEqual(order.capacity, "individual")
        self.assertEqual(self.executions().order_id, order)

    def test_a_trade_moves_both_orders_positions_and_the_last_price(self):
        buy, sell = (
            self.stream.new("TEST-A-01", "TCL", "buy"),
            self.stream.new("TEST-B-01", "TCL", "sell"),
        )
        self.apply(buy, sell, *self.stream.trade(buy, sell, 4, 61.25))
        self.assertEqual(self.order_of(buy).ord_status, "partially_filled")
        self.assertEqual((self.order_of(buy).cum_qty, self.order_of(buy).leaves_qty), (4, 6))
        fills = self.executions().filtered(lambda execution: execution.exec_type == "trade")
        self.assertEqual(len(fills.mapped("trade_id")), 2)
        self.assertEqual(len(set(fills.mapped("trade_id"))), 1)
        self.assertEqual(self.crude.last_px, 61.25)
        positions = self.env["brokersync.position"].search([("instrument_id", "=", self.crude.id)])
        self.assertEqual(
            {position.account_id.code: position.net_qty for position in positions},
            {"TEST-A-01": 4, "TEST-B-01": -4},
        )

    def test_profit_and_loss_in_money(self):
        buy = self.stream.new("TEST-A-01", "TZC", "buy", 10, 440.25)
        bought = self.stream.fill(buy, 10, 440.25)
        sell = self.stream.new("TEST-A-01", "TZC", "sell", 4, 442)
        self.apply(buy, bought, sell, self.stream.fill(sell, 4, 442))
        position = self.env["brokersync.position"].search([("account_id", "=", self.account_a.id)])
        self.assertEqual((position.net_qty, position.avg_px), (6, 440.25))
        self.assertEqual(position.realized_pnl, 4 * 1.75 * 50)
        self.assertEqual(position.unrealized_pnl, 6 * 1.75 * 50)

    def test_repeats_are_ignored(self):
        events = [self.stream.new("TEST-A-01", "TCL") for _ in range(3)]
        self.apply(*events)
        self.assertEqual(self.apply(*events)["last_seq"], 3)
        self.assertEqual(
            self.apply(*events[1:], self.stream.new("TEST-A-01", "TCL"))["last_seq"], 4
        )
        self.assertEqual(self.executions().mapped("seq"), [1, 2, 3, 4])

    def test_a_gap_is_refused(self):
        self.apply(self.stream.new("TEST-A-01", "TCL"))
        self.stream.new("TEST-A-01", "TCL")
        with self.assertRaisesRegex(ValidationError, "GAP have 1 got 3"):
            self.apply(self.stream.new("TEST-A-01", "TCL"))
        self.assertEqual(self.shard.last_seq, 1)

    def test_numbers_must_match_the_places(self):
        event = self.stream.new("TEST-A-01", "TCL") | {"seq": 7}
        with self.assertRaisesRegex(ValidationError, "event 1"):
            self.seam.apply_events("T1", 1, json.dumps([event]))

    def test_a_batch_that_is_no_json_is_refused(self):
        for text in "", "{}", "[", '[{"seq": NaN}]', None:
            with self.assertRaisesRegex(ValidationError, "cannot be read"):
                self.seam.apply_events("T1", 1, text)

    def test_an_empty_batch_is_a_heartbeat(self):
        self.env.cr.execute("UPDATE brokersync_shard SET last_seen = last_seen - interval '1 hour'")
        self.shard.invalidate_recordset()
        self.assertEqual(self.shard.link_state, "down")
        self.seam.apply_events("T1", 1, "[]")
        self.assertEqual(self.shard.link_state, "up")

    @mute_logger(LOUD, "odoo.sql_db")
    def test_poison_goes_to_the_quarantine_and_the_stream_goes_on(self):
        good = [self.stream.new("TEST-A-01", "TCL") for _ in range(4)]
        poison = [
            self.stream.new("NO-SUCH", "TCL"),
            self.stream.new("TEST-A-01", "NO-SUCH"),
            self.stream.new("TEST-A-01", "TCL") | {"leaves_qty": -1},
            self.stream.new("TEST-A-01", "TCL", order_qty=2**40),
            self.stream.new("TEST-A-01", "TCL", price="61"),
            self.stream.new("TEST-A-01", "TCL", price=1e300),
            self.stream.new("TEST-A-01", "TCL", cl_ord_id="nul\0"),
            self.stream.new("TEST-A-01", "TCL", side="short"),
            self.stream.after(
                good[0], exec_type="trade", ord_status="partially_filled", last_px=1, last_qty=0
            ),
        ]
        last = self.stream.new("TEST-A-01", "TCL")
        answer = self.apply(*good, *poison, last)
        self.assertEqual((answer["last_seq"], answer["quarantined"]), (14, len(poison)))
        self.assertEqual(self.executions().mapped("seq"), [1, 2, 3, 4, 14])
        self.assertEqual(self.shard.quarantine_count, len(poison))
        self.assertEqual(self.order_of(good[0]).ord_status, "new")
        self.assertIn(self.administrator, self.shard.activity_ids.user_id)
        self.assertEqual(
            len(self.shard.activity_ids.filtered(lambda a: a.user_id == self.administrator)), 1
        )

    @mute_logger(LOUD)
    def test_a_mended_event_is_applied_from_the_quarantine(self):
        event = self.stream.new("TEST-A-02", "TCL", price=61.37)
        fill = self.stream.fill(event, 10, 61.37)
        self.apply(event, fill)
        records = self.env["brokersync.quarantine"].search([("shard_id", "=", self.shard.id)])
        with self.assertRaisesRegex(UserError, "TEST-A-02"):
            records.with_user(self.administrator).action_apply()
        account = self._new_account(self.firm_a, "TEST-A-02")
        records.with_user(self.administrator).action_apply()
        self.assertEqual(set(records.mapped("state")), {"done"})
        self.assertEqual(self.order_of(event).ord_status, "filled")
        self.assertEqual(account.position_ids.net_qty, 10)
        with self.assertRaises(AccessError):
            records.with_user(self.broker).action_apply()

    def test_what_a_higher_addon_breaks_does_not_stop_the_stream(self):
        event = self.stream.new("TEST-A-01", "TCL")
        shard_class = self.env.registry["brokersync.shard"]
        self.patch(shard_class, "_after_events", lambda shard, rows: 1 / 0)
        with mute_logger(LOUD):
            self.apply(event)
        self.assertEqual(self.order_of(event).ord_status, "new")
        self.assertTrue(self.shard.quarantine_ids.applied)

    def test_higher_addons_see_the_applied_rows(self):
        seen = []
        self.patch(
            self.env.registry["brokersync.shard"],
            "_after_events",
            lambda shard, rows: seen.extend(rows),
        )
        event = self.stream.new("TEST-A-01", "TCL")
        self.apply(event)
        [row] = seen
        self.assertEqual(row["account_id"], self.account_a.id)
        self.assertEqual(row["order"], self.order_of(event).id)
        self.assertEqual(row["price"], Decimal("61.25"))

    def test_rejected_and_expired(self):
        refused = self.stream.new("TEST-A-01", "TCL") | {
            "exec_type": "rejected",
            "ord_status": "rejected",
            "leaves_qty": 0,
            "code": "PRICE_BAND",
            "text": "price is outside the price band",
            "ord_rej_reason": 16,
        }
        day = self.stream.new("TEST-A-01", "TCL")
        ended = self.stream.after(
            day, exec_type="expired", ord_status="expired", leaves_qty=0, code="SESSION_END"
        )
        self.apply(refused, day, ended)
        self.assertEqual(
            (self.order_of(refused).ord_status, self.order_of(refused).reject_code),
            ("rejected", "PRICE_BAND"),
        )
        self.assertEqual(
            (self.order_of(day).ord_status, self.order_of(day).end_code), ("expired", "SESSION_END")
        )

    @mute_logger(LOUD, "odoo.sql_db")
    def test_a_closed_order_stays_closed(self):
        event = self.stream.new("TEST-A-01", "TCL")
        self.apply(event, self.stream.canceled(event, "c-1"), self.stream.fill(event, 1, 61.25))
        self.apply(self.stream.fill(event, 1, 61.25))
        self.assertEqual(
            (self.order_of(event).ord_status, self.order_of(event).cum_qty), ("canceled", 0)
        )
        self.assertEqual(self.shard.quarantine_count, 2)
