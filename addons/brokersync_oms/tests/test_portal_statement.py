import csv
import io
from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import OmsCommon

DAY = 86_400 * 10**9


@tagged("post_install", "-at_install")
class TestPortalStatement(OmsCommon, HttpCase):
    """Firm A bought 10 TCL at 61.25 long ago, today sold 4 at 63.25 and 6 TZC short; TCL last traded at 64."""

    def setUp(self):
        super().setUp()
        self.trader_a.can_report = True
        now = fields.Datetime.now()
        self.today = now.date()
        ns = int(now.timestamp()) * 10**9
        old = self.fill("TEST-A-01", "TCL", "buy", 10, 61.25, ns - 40 * DAY)
        sold = self.fill("TEST-A-01", "TCL", "sell", 4, 63.25, ns - 3000)
        short = self.fill("TEST-A-01", "TZC", "sell", 6, 450.25, ns - 2000)
        other = self.fill("TEST-B-01", "TCL", "buy", 1, 64.0, ns - 1000)
        self.apply(*old, *sold, *short, *other)
        self.log_in(self.client_a)

    def fill(self, account, symbol, side, qty, px, ts):
        new = self.stream.new(account, symbol, side, order_qty=qty, price=px, ts=ts)
        return new, self.stream.fill(new, qty, px, ts=ts + 1)

    def log_in(self, user):
        self.authenticate(user.login, user.login)

    def get(self, path="", **query):
        period = {
            "account": self.account_a.id,
            "from": self.today - timedelta(days=20),
            "to": self.today,
        }
        return self.url_open(f"/my/statements{path}", params={**period, **query})

    def text(self, answer):
        return " ".join(html.fromstring(answer.text).text_content().split())

    def rows(self, what, **query):
        answer = self.get(f"/{what}.csv", **query)
        self.assertIn("text/csv", answer.headers["Content-Type"])
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    def test_positions_and_results_of_the_period(self):
        corn, crude = sorted(
            self.rows("positions"), key=lambda row: row["Instrument"], reverse=True
        )
        self.assertEqual(
            [crude[name] for name in ("Opening", "Bought", "Sold", "Closing", "Average price")],
            ["10", "0", "4", "6", "61.25"],
        )
        # 4 lots × 2.00 × 1,000 earned; 6 lots × 2.75 × 1,000 open at the market's last price.
        self.assertEqual(
            [crude[name] for name in ("Closing price", "Realised P&L", "Unrealised P&L")],
            ["64.0", "8000.0", "16500.0"],
        )
        self.assertEqual((corn["Opening"], corn["Closing"]), ("0", "-6"))

    def test_the_page_shows_what_the_file_has(self):
        for path in "", "/print":
            text = self.text(self.get(path))
            for said in "TEST-A-01", "63.25", "450.25", "8,000.00", "16,500.00":
                self.assertIn(said, text)
            self.assertNotIn("TEST-B-01", text)

    def test_trades_are_those_of_the_period(self):
        self.assertEqual([row["Price"] for row in self.rows("trades")], ["63.25", "450.25"])
        before = {"from": self.today - timedelta(days=60), "to": self.today - timedelta(days=30)}
        self.assertEqual([row["Price"] for row in self.rows("trades", **before)], ["61.25"])

    def test_a_file_is_on_record(self):
        self.rows("trades")
        row = self.env["brokersync.audit"].search([("action", "=", "export")], limit=1)
        self.assertEqual(row.user_id, self.client_a)
        self.assertIn("TEST-A-01", row.after)

    def test_of_another_firm_there_is_nothing(self):
        for path in "", "/print", "/trades.csv", "/positions.csv":
            with self.subTest(path):
                text = self.get(path, account=self.account_b.id).text
                self.assertIn("Account: choose one of yours.", text)
                self.assertNotIn("64.0", text)

    def test_without_the_permission_there_is_nothing(self):
        self.trader_a.can_report = False
        for path in "", "/print", "/trades.csv":
            with self.subTest(path):
                text = self.get(path).text
                self.assertIn("does not have the permission", text)
                self.assertNotIn("63.25", text)

    def test_the_broker_prints_it_for_the_client(self):
        self.log_in(self.broker)
        self.assertIn("8,000.00", self.text(self.get("/print")))
        self.assertIn("choose one of yours", self.get(account=self.account_b.id).text)

    def test_what_makes_no_sense_is_named(self):
        for query, said in (
            ({"from": "yesterday"}, "From: “yesterday” is no date like 2026-11-30."),
            ({"to": "2999-01-01"}, "To: choose a day up to today."),
            ({"from": self.today, "to": self.today - timedelta(days=1)}, "begins after its end"),
            ({"account": "1 OR 1=1"}, "Account: choose one of yours."),
            ({"account": "9" * 40}, "Account: choose one of yours."),
        ):
            with self.subTest(query):
                self.assertIn(said, self.text(self.get(**query)))

    def test_an_empty_period_says_so(self):
        before = {"from": self.today - timedelta(days=90), "to": self.today - timedelta(days=80)}
        self.assertIn("Nothing was held or traded", self.text(self.get(**before)))
