from psycopg2.errors import RestrictViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOON, SECOND, RiskCommon


@tagged("post_install", "-at_install")
class TestBreach(RiskCommon):
    """What the gate refuses because of a limit becomes a record with an alert, and not a flood of them."""

    def told(self, user=None):
        """What a risk officer was told of, as breaches in the order they happened."""
        return self.env["brokersync.notification"].search(
            [("user_id", "=", (user or self.risk_officer).id)], order="id"
        )

    def test_a_refused_order_is_a_breach(self):
        event = self.refused(entered_by=self.client_a.login)
        self.apply(event)
        breach = self.breaches()
        self.assertEqual(len(breach), 1)
        self.assertEqual((breach.account_id, breach.firm_id), (self.account_a, self.firm_a))
        self.assertEqual(
            (breach.instrument_id, breach.order_id.sidecar_id), (self.crude, event["order_id"])
        )
        self.assertEqual(
            (breach.code, breach.severity, breach.state), ("ORDER_QTY_LIMIT", "high", "open")
        )
        self.assertEqual(breach.text, "order_qty is above the maximum per order")
        self.assertIn("quantity 90 is above the limit of 50 contracts", breach.reason)
        self.assertEqual(breach.reason, breach.order_id.reject_reason)
        self.assertEqual(breach.transact_time.timestamp(), NOON / SECOND)

    def test_every_limit_code_counts_and_no_other(self):
        codes = [
            "POSITION_LIMIT",
            "ORDER_QTY_LIMIT",
            "NOTIONAL_LIMIT",
            "PRICE_BAND",
            "THROTTLED",
            "KILL_SWITCH",
        ]
        self.apply(*(self.refused(code) for code in [*codes, "PRICE_INCREMENT", "EXCHANGE_CLOSED"]))
        self.assertEqual(self.breaches().mapped("code"), codes)

    def test_a_refused_change_of_an_order_is_a_breach(self):
        order = self.stream.new("TEST-A-01", "TCL")
        refused = self.stream.cancel_reject(
            order, "r-1", code="POSITION_LIMIT", response_to="replace"
        )
        self.apply(order, refused)
        self.assertEqual(self.breaches().code, "POSITION_LIMIT")

    def test_what_passes_is_no_breach(self):
        order = self.stream.new("TEST-A-01", "TCL")
        self.apply(order, self.stream.canceled(order, "c-1", code="KILL_SWITCH"))
        self.assertFalse(self.breaches())

    def test_many_in_a_minute_are_one_record_with_a_counter(self):
        self.apply(*(self.refused(ts=NOON + n * SECOND) for n in range(5)))
        self.apply(*(self.refused(ts=NOON + (30 + n) * SECOND) for n in range(3)))
        breach = self.breaches()
        self.assertEqual((len(breach), breach.count), (1, 8))
        self.assertEqual((breach.last_time - breach.transact_time).total_seconds(), 32)

    def test_another_minute_code_account_or_instrument_is_another_record(self):
        self.apply(
            self.refused(),
            self.refused(ts=NOON + 60 * SECOND),
            self.refused("PRICE_BAND"),
            self.refused(account="TEST-B-01"),
            self.refused(symbol="TZC"),
        )
        self.assertEqual(self.breaches().mapped("count"), [1] * 5)

    def test_after_someone_has_looked_the_next_one_is_new(self):
        self.apply(self.refused())
        self.breaches().with_user(self.risk_officer).action_acknowledge()
        self.apply(self.refused(ts=NOON + SECOND))
        self.assertEqual(self.breaches().mapped("state"), ["acknowledged", "open"])

    def test_a_repeated_batch_counts_once(self):
        event = self.refused()
        self.apply(event)
        self.apply(event)
        self.assertEqual(self.breaches().count, 1)

    def test_officers_are_told_once(self):
        self.apply(self.refused(), self.refused(), self.refused("PRICE_BAND"))
        self.apply(self.refused(ts=NOON + SECOND))
        self.assertEqual(
            self.told().mapped(lambda one: (one.title, one.body.partition(".")[0], one.priority)),
            [
                (
                    "TEST-A-01 · Order quantity limit",
                    "TCL: The quantity 90 is above the limit of 50 contracts per order",
                    "p2",
                ),
                ("TEST-A-01 · Price band", "TCL: The price 61", "p3"),
            ],
        )
        self.assertFalse(self.told(self.broker))

    def test_acknowledging_here_or_there_is_the_same(self):
        self.apply(self.refused())
        self.assertTrue(self.told().acknowledge_required)
        self.breaches().with_user(self.risk_officer).action_acknowledge()
        self.assertEqual(self.told().acknowledged_by_id, self.risk_officer)
        self.apply(self.refused("POSITION_LIMIT"))
        self.told()[-1].with_user(self.risk_officer).action_acknowledge()
        self.assertEqual(self.breaches().mapped("state"), ["acknowledged", "acknowledged"])
        self.assertEqual(self.breaches()[-1].acknowledged_by_id, self.risk_officer)

    def test_one_activity_an_officer_until_someone_has_looked(self):
        self.apply(self.refused())
        self.apply(self.refused(ts=NOON + 60 * SECOND), self.refused(symbol="TZC"))
        activities = self.breaches().activity_ids
        self.assertIn(self.risk_officer, activities.user_id)
        self.assertNotIn(self.broker, activities.user_id)
        self.assertEqual(len(activities.filtered(lambda a: a.user_id == self.risk_officer)), 1)
        self.breaches().with_user(self.risk_officer).action_acknowledge()
        self.assertFalse(self.breaches().activity_ids)

    def test_after_a_stop_nobody_is_asked_to_look(self):
        self.apply(self.refused("KILL_SWITCH"))
        self.assertFalse(self.breaches().activity_ids)

    def fill(self, qty, account="TEST-A-01"):
        other = "TEST-B-01" if account == "TEST-A-01" else "TEST-A-01"
        buy = self.stream.new(account, "TCL", "buy", order_qty=qty)
        sell = self.stream.new(other, "TCL", "sell", order_qty=qty)
        self.apply(buy, sell, *self.stream.trade(buy, sell, qty, 61.25))

    def test_a_position_close_to_its_limit_is_reported_once(self):
        self.fill(159)
        self.assertFalse(self.breaches())
        self.fill(1)
        self.assertEqual(
            self.breaches().mapped(lambda b: (b.account_id.code, b.code, b.text)),
            [("TEST-A-01", "POSITION_WARNING", "160 of 200 contracts")],
        )
        self.fill(1)
        self.assertEqual(self.breaches().count, 1)

    def test_the_limit_for_the_instrument_decides(self):
        self._new_limit(
            account_id=self.account_a.id, instrument_id=self.crude.id, position_limit=10
        )
        self.fill(8)
        self.assertEqual(self.breaches().text, "8 of 10 contracts")
        self.assertEqual(self.breaches().reason, "8 of 10 contracts")

    def test_a_firms_position_is_the_sum_of_its_accounts(self):
        self._new_account(self.firm_b, "TEST-B-02")
        self._new_limit(firm_id=self.firm_b.id, position_limit=10)
        for account in "TEST-B-01", "TEST-B-02":
            buy = self.stream.new(account, "TCL", "buy", order_qty=4)
            sell = self.stream.new("TEST-A-01", "TCL", "sell", order_qty=4)
            self.apply(buy, sell, *self.stream.trade(buy, sell, 4, 61.25))
        found = self.env["brokersync.risk.breach"].search([("firm_id", "=", self.firm_b.id)])
        self.assertEqual((found.account_id.code, found.text), ("TEST-B-02", "8 of 10 contracts"))

    def test_no_warning_without_a_share(self):
        self.limit_a.warn_percent = 0
        self.fill(200)
        self.assertFalse(self.breaches())

    def test_what_happened_cannot_be_changed(self):
        self.apply(self.refused())
        breach = self.breaches()
        for sql in (
            "UPDATE brokersync_risk_breach SET text = 'nothing' WHERE id = %s",
            "UPDATE brokersync_risk_breach SET count = 0 WHERE id = %s",
            "DELETE FROM brokersync_risk_breach WHERE id = %s",
        ):
            with (
                self.subTest(sql),
                mute_logger("odoo.sql_db"),
                self.assertRaises(RestrictViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(sql, [breach.id])
        with self.assertRaises(UserError):
            breach.unlink()
        with self.assertRaises(UserError):
            breach.copy()

    def test_closing_needs_a_note(self):
        self.apply(self.refused())
        breach = self.breaches().with_user(self.risk_officer)
        with self.assert_refused(UserError, "what was done"):
            breach.action_close()
        breach.note = "Called the client: typing error."
        breach.action_close()
        self.assertEqual((breach.state, breach.closed_by_id), ("closed", self.risk_officer))
        self.assertEqual(breach.acknowledged_by_id, self.risk_officer)

    def test_the_refusals_counted_can_be_seen(self):
        events = [self.refused(), self.refused(ts=NOON + SECOND)]
        self.apply(*events, self.refused("PRICE_BAND"))
        action = self.breaches()[0].action_open_refusals()
        found = self.env["brokersync.execution"].search(action["domain"])
        self.assertEqual(set(found.mapped("seq")), {event["seq"] for event in events})
