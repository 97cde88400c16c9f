"""Phases of an instrument, and what their change means for its orders."""

from __future__ import annotations

from matching_sidecar.model import enums
from matching_sidecar.model.enums import BUY, SELL

from . import auction, book, life
from .market import CALL_PHASES, Instrument, Market
from .order import Order


def of(market: Market, instrument: Instrument) -> list[Order]:
    """The open orders: bids, then asks, each in priority, then those outside the book by
    number."""
    symbol = instrument.row.code
    outside = [o for o in market.orders if o.symbol == symbol and o.where != "book"]
    return market.in_book(symbol, BUY) + market.in_book(symbol, SELL) + outside


def change(market: Market, instrument: Instrument, phase: int) -> None:
    """Bring an instrument into another phase; groups and stops are looked at after."""
    before, instrument.phase = instrument.phase, phase
    if before in CALL_PHASES and phase not in (*CALL_PHASES, enums.CONTRACT_EXPIRED):
        auction.uncross(market, instrument)
    if phase == enums.VOLATILITY_HALT:
        book.end_halt_later(market, instrument)
    instrument.begun = phase == enums.OPEN
    if phase == enums.CLOSING_AUCTION:
        for order in of(market, instrument):
            if order.where == "later":
                life.process(market, order)
    end_orders(market, instrument, before)


def end_orders(market: Market, instrument: Instrument, before: int) -> None:
    """End what does not outlive the change of phase."""
    phase = instrument.phase
    for order in of(market, instrument):
        if phase == enums.CLOSED and expires(order, instrument.trade_date):
            market.end(order, "SESSION_END", expired=True)
        elif phase == enums.CONTRACT_EXPIRED:
            market.end(order, "CONTRACT_EXPIRED")
    opening_over = phase not in (enums.PRE_OPEN, enums.OPENING_AUCTION)
    closing_over = before == enums.CLOSING_AUCTION or phase == enums.CLOSED
    for order in of(market, instrument):
        if (order.tif == enums.OPG and opening_over) or (order.tif == enums.ATC and closing_over):
            market.end(order, "AUCTION_REMAINDER")


def expires(order: Order, trade_date: int) -> bool:
    """Whether a close on a trade date ends the order."""
    by_date = order.tif == enums.GTD and 0 < order.terms.expire_date <= trade_date
    return order.tif == enums.DAY or by_date
