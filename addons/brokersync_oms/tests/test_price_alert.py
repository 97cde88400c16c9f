import time
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..alerts.history import SECOND
from .common import OmsCommon, SidecarEnvironment

WATCH_LOG = "odoo.addons.brokersync_oms.models.brokersync_price_alert_watch"


class AlertCommon(OmsCommon):
    def new_alert(self, user=None, kind="cross_above", level=62, repeat=False, **line):
        line = {"kind": kind, "instrument_id": self.crude.id, "level": level, **line}
        return (
            self.env["brokersync.price.alert"]
            .with_user(user or self.client_a)
            .create({"name": "Breakout", "repeat": repeat, "line_ids": [(0, 0, line)]})
        )


@tagged("post_install", "-at_install")
class TestPriceAlert(AlertCommon):
    def test_it_says_what_it_waits_for(self):
        alert = self.new_alert()
        self.assertEqual(alert.summary, "TCL: price crosses above 62.00")
        alert.line_ids = [
            (0, 0, {"kind": "volume", "instrument_id": self.crude.id, "level": 500}),
            (0, 0, {"kind": "time", "group": 2}),
            (0, 0, {"kind": "change", "group": 2, "instrument_id": self.corn.id}),
        ]
        self.assertEqual(
            alert.summary,
            "TCL: price crosses above 62.00 and TCL trades 500 within 60 min; "
            "or between 08:00 and 18:00 and TZC moves 2% up or down within 60 min",
        )

    def test_ones_own_only(self):
        alert = self.new_alert()
        self.assertEqual((alert.user_id, alert.firm_id), (self.client_a, self.firm_a))
        _colleague, login = self._new_trader(self.firm_a, "TEST-A-9", "Ada Alpha")
        for user in self.client_b, self.broker, self.risk_officer, login:
            with self.subTest(user.login):
                for record in alert, alert.line_ids:
                    with self.assertRaises(AccessError):
                        record.with_user(user).read([])
                    with self.assertRaises(AccessError):
                        record.with_user(user).unlink()

    def test_nobody_makes_one_for_somebody_else(self):
        alert = self.new_alert()
        values = {"name": "X", "user_id": self.client_b.id}
        with self.assertRaises(AccessError):
            self.env["brokersync.price.alert"].with_user(self.client_a).create(values)
        for name, value in {"user_id": self.client_b.id, "fired_count": 7, "seen": 1}.items():
            with self.subTest(name), self.assertRaises(AccessError):
                alert.write({name: value})

    def test_conditions_that_cannot_be(self):
        for values in (
            {"instrument_id": False},
            {"kind": "spread_above"},
            {"kind": "spread_above", "other_id": self.crude.id},
            {"kind": "averages_above", "fast": 50, "slow": 14},
            {"kind": "rsi_above", "level": 100},
            {"kind": "volume", "level": 0},
            {"kind": "time"},
            {"kind": "time", "time_from": 25},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.new_alert(**values)
        with self.assertRaises(ValidationError):
            self.env["brokersync.price.alert"].create({"name": "Nothing"})


@tagged("post_install", "-at_install")
class TestWatch(SidecarEnvironment, AlertCommon):
    """The job, with prices that come over HTTP from where the sidecar is."""

    def setUp(self):
        super().setUp()
        self.begin = time.time_ns() // SECOND * SECOND - 100 * SECOND
        self.bars = {}
        self.env["brokersync.price.alert"].search([]).unlink()

    def trade(self, second, price, low=None, high=None, symbol="TCL"):
        bar = [
            self.begin + second * SECOND, price, high or price, low or price, price, 1, price, 1,
        ]  # fmt: skip
        self.bars.setdefault(symbol, []).append(bar)

    def watch(self, second):
        """Let the job run as if it were `second` seconds after the beginning."""
        for symbol, bars in self.bars.items():
            self.sidecar.serve(f"/v1/instruments/{symbol}/bars", {"interval": "1s", "bars": bars})
        self.env.flush_all()
        now = self.begin + (second + 2) * SECOND
        with self.enter_registry_test_mode(), patch(f"{WATCH_LOG}.time.time_ns", lambda: now):
            self.env.ref("brokersync_oms.cron_price_alerts").method_direct_trigger()
        self.env.invalidate_all()

    def told(self):
        return self.env["brokersync.notification"].search(
            [("event_id.code", "=", "market.price_alert"), ("user_id", "=", self.client_a.id)]
        )

    def test_a_spike_between_two_looks_is_told(self):
        alert = self.new_alert()
        self.trade(1, 61.25)
        self.watch(10)
        self.trade(20, 61.5, high=62.1)
        self.trade(30, 61.25)
        self.watch(60)
        [told] = self.told()
        self.assertEqual(told.title, "Breakout")
        self.assertEqual(told.body, "TCL: price crosses above 62.00. TCL 61.50")
        self.assertEqual(told._target(), "/my/alerts")
        self.assertEqual((alert.state, alert.fired_count), ("done", 1))

    def test_what_was_before_it_was_set_does_not_count(self):
        self.trade(1, 61)
        self.trade(2, 63)
        self.trade(3, 61)
        self.new_alert()
        self.watch(10)
        self.watch(60)
        self.assertFalse(self.told())

    def test_once_or_again_and_again(self):
        once, again = self.new_alert(), self.new_alert(repeat=True)
        again.pause = 0
        self.trade(1, 61)
        self.watch(10)
        for second, price in (20, 63), (30, 61), (40, 63):
            self.trade(second, price)
            self.watch(second + 2)
        self.assertEqual((once.fired_count, again.fired_count), (1, 2))

    def test_a_paused_alert_sleeps_and_starts_anew(self):
        alert = self.new_alert()
        self.trade(1, 61)
        self.watch(10)
        alert.with_user(self.client_a).action_pause()
        self.trade(20, 63)
        self.watch(30)
        self.trade(35, 61)
        alert.with_user(self.client_a).action_watch()
        self.watch(60)
        self.assertFalse(self.told())

    @mute_logger(WATCH_LOG)
    def test_without_prices_it_says_so_and_goes_on_later(self):
        alert = self.new_alert()
        self.trade(1, 61)
        self.watch(10)
        self.sidecar.serve("/v1/instruments/TCL/bars", None)
        bars, self.bars = self.bars, {}
        self.watch(20)
        self.assertIn("No prices of TCL", alert.trouble)
        self.bars = bars
        self.trade(15, 63)
        self.watch(30)
        self.assertFalse(alert.trouble)
        self.assertEqual(len(self.told()), 1)


@tagged("post_install", "-at_install")
class TestAlertPortal(AlertCommon, HttpCase):
    def post(self, path, **form):
        import_token = self.url_open("/my/alerts").text
        token = import_token.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(path, {"csrf_token": token, **form})

    def test_a_client_sets_and_removes_an_alert(self):
        self.authenticate("test-a-1", "test-a-1")
        page = self.post(
            "/my/alerts",
            **{
                "name": "Both",
                "combine": "any",
                "kind-1": "cross_above",
                "instrument_id-1": self.crude.id,
                "level-1": "62.5",
                "kind-2": "volume",
                "instrument_id-2": self.crude.id,
                "level-2": "500",
                "minutes-2": "5",
            },
        )
        self.assertIn("TCL: price crosses above 62.50; or TCL trades 500 within 5 min", page.text)
        alert = self.env["brokersync.price.alert"].search([("user_id", "=", self.client_a.id)])
        self.post(f"/my/alerts/{alert.id}/pause")
        self.assertEqual(alert.state, "paused")
        self.post(f"/my/alerts/{alert.id}/remove")
        self.assertFalse(alert.exists())

    def test_what_cannot_be_is_said_and_nothing_is_lost(self):
        self.authenticate("test-a-1", "test-a-1")
        page = self.post("/my/alerts", **{"name": "Mine", "kind-1": "rsi_above", "level-1": "x"})
        self.assertIn("is not a number", page.text)
        self.assertIn('value="Mine"', page.text)

    def test_the_alert_of_somebody_else_stays(self):
        alert = self.new_alert(self.client_b)
        self.authenticate("test-a-1", "test-a-1")
        self.post(f"/my/alerts/{alert.id}/remove")
        self.assertTrue(alert.exists())
