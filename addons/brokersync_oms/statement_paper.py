"""A statement of account as a PDF: the figures of the portal's page, each with its unit or currency."""

from datetime import UTC
from zoneinfo import ZoneInfo

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Paragraph, Spacer

from odoo.addons.brokersync_crm.paper import styles
from odoo.addons.brokersync_crm.paper.letters import marked
from odoo.addons.brokersync_crm.paper.pages import LANDSCAPE, build
from odoo.addons.brokersync_crm.paper.tables import Column, Figures, facts

# Widths in points; together those of a landscape page.
POSITIONS = (
    Column("Instrument", 85),
    Column("Opening, contracts", 52, number=True),
    Column("Bought, contracts", 52, number=True),
    Column("Sold, contracts", 52, number=True),
    Column("Closing, contracts", 52, number=True),
    Column("Average price", 97, number=True),
    Column("Closing price", 97, number=True),
    Column("Realised P&L", 109, number=True),
    Column("Unrealised P&L", 109, number=True),
)
TRADES = (
    Column("Time", 115),
    Column("Trade", 95),
    Column("Instrument", 115),
    Column("Event", 110),
    Column("Side", 60),
    Column("Quantity, contracts", 90, number=True),
    Column("Price", 120, number=True),
)

MOST_TRADES = 10_000  # about three seconds of work, 350 pages


def render(account, first, last, statement, *, reader, now):
    """The paper as the bytes of a PDF file.

    :param statement: what `account._statement(first, last)` gives
    :param reader: res.users it is made for
    :param now: datetime in UTC, without a time zone
    """
    firm, brokerage = account.firm_id.display_name, account.env.company.name
    zone = ZoneInfo(statement["tz"])
    name = f"Statement of account {account.code}"
    story = [
        Paragraph(f"<b>{marked(name)}</b>", styles.TITLE),
        Paragraph(marked(brokerage), styles.NOTE),
        Spacer(1, 3 * mm),
        facts(
            {
                "Firm": marked(firm),
                "Account": marked(f"{account.code} – {account.name}"),
                "Period": f"{first} to {last}, times in {statement['tz']}",
                "Made for": f"{marked(reader.name)}, {_local(now, zone)}",
            }
        ),
        *_positions(statement),
        *_trades(statement, zone),
    ]
    return build(
        story,
        title=name,
        author=brokerage,
        foot=f"{name}, {first} to {last} · {firm}",
        size=LANDSCAPE,
    )


def _positions(statement):
    yield from _section("Positions and results")
    if not statement["lines"]:
        yield Paragraph("Nothing was held or traded in this period.", styles.TEXT)
        return
    blank = [""] * (len(POSITIONS) - 3)
    yield Figures(
        POSITIONS,
        [_position(**row) for row in statement["lines"]],
        totals=[
            [
                f"Total in {total['currency'].name}",
                *blank,
                _money(total["realized"], total["currency"]),
                _money(total["unrealized"], total["currency"]),
            ]
            for total in statement["totals"]
        ],
    )
    yield Spacer(1, 2 * mm)
    yield Paragraph(
        "Closing prices are those of the last trade in the market before the end of the period.",
        styles.NOTE,
    )


def _section(title):
    yield CondPageBreak(30 * mm)
    yield Paragraph(f"<b>{title}</b>", styles.SECTION)


def _position(instrument, line, last_px, realized, unrealized):
    return [
        instrument.symbol,
        _net(line.opening),
        f"{line.bought:,}",
        f"{line.sold:,}",
        _net(line.closing),
        _price(instrument, float(line.closing.avg_px)) if line.closing.net_qty else "–",
        _price(instrument, last_px),
        _money(realized, instrument.currency_id),
        _money(unrealized, instrument.currency_id),
    ]


def _trades(statement, zone):
    yield from _section("Trades")
    executions = statement["executions"]
    if not executions:
        yield Paragraph("None in this period.", styles.TEXT)
        return
    label = {
        name: dict(executions._fields[name]._description_selection(executions.env))
        for name in ("exec_type", "side")
    }
    yield Figures(
        TRADES,
        [
            [
                _local(execution.transact_time, zone),
                str(execution.trade_id),
                execution.instrument_id.symbol,
                label["exec_type"][execution.exec_type],
                label["side"][execution.side],
                f"{execution.last_qty:,}",
                _price(execution.instrument_id, execution.last_px),
            ]
            for execution in executions
        ],
    )


def _net(position):
    return f"{position.net_qty:+,}" if position.net_qty else "0"


def _price(instrument, price):
    return f"{instrument._format_price(price)} {instrument.price_unit}"


def _money(amount, currency):
    # Adding 0.0 makes a rounded -0.0 a zero without a sign.
    return f"{currency.round(amount) + 0.0:,.{currency.decimal_places}f} {currency.name}"


def _local(time, zone):
    return f"{time.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d %H:%M:%S}"
