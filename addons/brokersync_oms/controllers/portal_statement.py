import csv
import io
import re
from datetime import date
from urllib.parse import urlencode

from odoo import _, fields
from odoo.addons.brokersync_crm.controllers.download import download
from odoo.addons.brokersync_crm.spreadsheet import neutral
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import UserError
from odoo.http import request, route

from ..statement_paper import MOST_TRADES, render

SHOWN = 200
"""Trades on the page; the file and the page to print have all."""
EARLIEST = date(2000, 1, 1)
ID = re.compile(r"[0-9]{1,9}")  # below 2^31

TRADES = ("Time (UTC)", "Trade", "Instrument", "Event", "Side", "Quantity", "Price", "Execution")
POSITIONS = (
    "Instrument",
    "Currency",
    "Opening",
    "Bought",
    "Sold",
    "Closing",
    "Average price",
    "Closing price",
    "Realised P&L",
    "Unrealised P&L",
)


class StatementPortal(CustomerPortal):
    """Statements of account for whoever may report. Read as the user: record rules decide which accounts there are."""

    @route("/my/statements", type="http", auth="user", website=True, readonly=True)
    def my_statements(self, **form):
        try:
            values = self._asked(form)
        except UserError as error:
            values = {"error": str(error)}
        return self._page(form, values)

    def _page(self, form, values):
        return request.render(
            "brokersync_oms.portal_my_statements",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "statements",
                "form": {**self._this_month(), **form},
                "shown": SHOWN,
                "statement": None,
                "accounts": self._accounts(),
                **values,
            },
        )

    @route("/my/statements/print", type="http", auth="user", website=True, readonly=True)
    def my_statement_print(self, **form):
        return self._or_form(
            form, lambda asked: request.render("brokersync_oms.statement_page", asked)
        )

    @route(
        "/my/statements/<any(trades,positions):what>.csv", type="http", auth="user", website=True
    )
    def my_statement_file(self, what, **form):
        def send(asked):
            rows = (_trades if what == "trades" else _positions)(asked["statement"])
            return _file(asked, what, "csv", "text/csv; charset=utf-8", _csv(rows))

        return self._or_form(form, send)

    @route("/my/statements/statement.pdf", type="http", auth="user", website=True)
    def my_statement_paper(self, **form):
        def send(asked):
            count = len(asked["statement"]["executions"])
            if count > MOST_TRADES:
                error = _(
                    "The period has %(count)s trades, a PDF at most %(most)s. "
                    "Choose a shorter one, or take the files.",
                    count=f"{count:,}",
                    most=f"{MOST_TRADES:,}",
                )
                return self._page(form, {**asked, "error": error})
            paper = render(
                asked["account"],
                asked["first"],
                asked["last"],
                asked["statement"],
                reader=request.env.user,
                now=asked["now"],
            )
            return _file(asked, "statement", "pdf", "application/pdf", paper)

        return self._or_form(form, send)

    def _or_form(self, form, answer):
        """The answer for what was asked, or the form with the reason why not."""
        try:
            asked = self._asked(form)
        except UserError:
            return self.my_statements(**form)
        if not asked:
            return request.redirect("/my/statements")
        return answer(asked)

    def _accounts(self):
        accounts = request.env["brokersync.account"]
        return (
            accounts.with_context(active_test=False).search([])
            if accounts.has_access("read")
            else accounts
        )

    def _this_month(self):
        today = fields.Date.context_today(request.env.user)
        return {"from": str(today.replace(day=1)), "to": str(today)}

    def _asked(self, form):
        """Account, period and statement for the page's fields; {} when nothing was asked yet.

        :raise UserError: what was asked makes no sense, or the user may not ask; the text names the field
        """
        request.env.user._brokersync_require("report")
        if not form.get("account"):
            return {}
        accounts = self._accounts()
        if ID.fullmatch(form["account"]):
            accounts = accounts.filtered(lambda account: account.id == int(form["account"]))
        if len(accounts) != 1 or not ID.fullmatch(form["account"]):
            raise UserError(_("Account: choose one of yours."))
        first, last = self._day(form, "from", _("From")), self._day(form, "to", _("To"))
        if first > last:
            raise UserError(_("From: the period begins after its end."))
        return {
            "account": accounts,
            "first": first,
            "last": last,
            "statement": accounts._statement(first, last),
            "query": urlencode({"account": accounts.id, "from": first, "to": last}),
            "now": fields.Datetime.now(),
        }

    def _day(self, form, name, label):
        text = form.get(name) or self._this_month()[name]
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise UserError(
                _("%(label)s: “%(text)s” is no date like 2026-11-30.", label=label, text=text[:30])
            ) from None
        if not EARLIEST <= day <= fields.Date.context_today(request.env.user):
            raise UserError(_("%(label)s: choose a day up to today.", label=label))
        return day


def _file(asked, what, extension, mimetype, content):
    """Response with a file; that it was given is on record."""
    account, first, last = asked["account"], asked["first"], asked["last"]
    told = {"account": account.code, "from": str(first), "to": str(last), "what": what}
    request.env["brokersync.audit"]._record("export", account, after=told)
    request.env["brokersync.security.event"]._log("export", "success", action="statement", **told)
    return download(content, mimetype, f"{account.code}-{what}-{first}-{last}.{extension}")


def _trades(statement):
    yield TRADES
    for execution in statement["executions"]:
        yield (
            fields.Datetime.to_string(execution.transact_time),
            execution.trade_id,
            execution.instrument_id.symbol,
            execution.exec_type,
            execution.side,
            execution.last_qty,
            execution.last_px,
            execution.exec_id,
        )


def _positions(statement):
    yield POSITIONS
    for row in statement["lines"]:
        instrument, line = row["instrument"], row["line"]
        digits = instrument.currency_id.decimal_places
        yield (
            instrument.symbol,
            instrument.currency_id.name,
            line.opening.net_qty,
            line.bought,
            line.sold,
            line.closing.net_qty,
            round(float(line.closing.avg_px), 8),
            row["last_px"],
            round(row["realized"], digits),
            round(row["unrealized"], digits),
        )


def _csv(rows):
    """UTF-8 with the mark by which spreadsheets know it; no cell becomes a formula."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
