import csv
import io
from datetime import timedelta
from unittest.mock import patch

from lxml import html
from pypdf import PdfReader

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..controllers import portal_statement
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

    def test_lines_add_up_to_the_total(self):
        """Average prices are sevenths here: each result rounded, the sum is a cent less than the sum rounded."""
        ns = int(fields.Datetime.now().timestamp()) * 10**9
        for number, trade in enumerate(
            (
                ("TCL", "buy", 1, 61.26),
                ("TCL", "sell", 3, 63.0),
                ("TZC", "sell", 1, 450.5),
                ("TZC", "buy", 4, 440.25),
            )
        ):
            self.apply(*self.fill("TEST-A-01", *trade, ns - 900 + 10 * number))
        realized = [float(row["Realised P&L"]) for row in self.rows("positions")]
        self.assertEqual(len(realized), 2)
        total = f"{sum(realized):,.2f}"
        self.assertIn(total, self.text(self.get()))
        self.assertIn(f"{total} USD", self.paper()[0])

    def test_the_page_shows_what_the_file_has(self):
        for path in "", "/print":
            text = self.text(self.get(path))
            for said in "TEST-A-01", "63.25", "450.25", "8,000.00", "16,500.00":
                self.assertIn(said, text)
            self.assertNotIn("TEST-B-01", text)

    def paper(self, **query):
        answer = self.get("/statement.pdf", **query)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        return [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]

    def test_the_paper_has_the_figures_of_the_page_with_their_units(self):
        (text,) = self.paper()
        for said in (
            "Statement of account TEST-A-01",
            self.firm_a.name,
            self.env.company.name,
            f"{self.today - timedelta(days=20)} to {self.today}, times in UTC",
            "64.00 USD",
            "8,000.00 USD",
            "16,500.00 USD",
            "450.25 US cents/bu",
            "Total in USD",
            "Closing prices are those of the last trade in the market before the end of the period.",
            "page 1 of 1",
        ):
            with self.subTest(said):
                self.assertIn(said, text)
        self.assertNotIn("TEST-B-01", text)
        self.assertIn(self.client_a.name, text)

    def test_the_paper_is_a_file_on_record(self):
        answer = self.get("/statement.pdf")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertIn(
            f"TEST-A-01-statement-{self.today - timedelta(days=20)}-{self.today}.pdf",
            answer.headers["Content-Disposition"],
        )
        row = self.env["brokersync.audit"].search([("action", "=", "export")], limit=1)
        self.assertEqual(row.user_id, self.client_a)
        self.assertIn("statement", row.after)

    def test_a_paper_of_an_empty_period_says_so(self):
        before = {"from": self.today - timedelta(days=90), "to": self.today - timedelta(days=80)}
        (text,) = self.paper(**before)
        self.assertIn("Nothing was held or traded in this period.", text)
        self.assertIn("None in this period.", text)

    def test_too_many_trades_for_a_paper(self):
        with patch.object(portal_statement, "MOST_TRADES", 1):
            text = self.text(self.get("/statement.pdf"))
        self.assertIn("The period has 2 trades, a PDF at most 1.", text)

    def test_the_broker_prints_it_from_the_desk(self):
        self.log_in(self.broker)
        account = self.account_a.with_user(self.broker)
        action = account.action_print_this_month()
        self.assertEqual(action["target"], "download")
        answer = self.url_open(action["url"])
        (page,) = PdfReader(io.BytesIO(answer.content)).pages
        self.assertIn(f"{self.today.replace(day=1)} to {self.today}", page.extract_text())
        action = account.action_print_last_month()
        last = self.today.replace(day=1) - timedelta(days=1)
        self.assertIn(f"from={last.replace(day=1)}&to={last}", action["url"])
        with self.assertRaises(AccessError):
            self.account_b.with_user(self.broker).action_print_last_month()

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
        for path in "", "/print", "/statement.pdf", "/trades.csv", "/positions.csv":
            with self.subTest(path):
                text = self.get(path, account=self.account_b.id).text
                self.assertIn("Account: choose one of yours.", text)
                self.assertNotIn("64.0", text)

    def test_without_the_permission_there_is_nothing(self):
        self.trader_a.can_report = False
        for path in "", "/print", "/statement.pdf", "/trades.csv":
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
