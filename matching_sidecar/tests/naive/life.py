"""The turn of an order: it triggers, waits, trades, rests or ends."""

from __future__ import annotations

from matching_sidecar.model import enums

from . import book, spreads, stops
from .market import Market
from .order import STOPS, Order


def process(market: Market, order: Order) -> None:
    """An order arrives: new, armed, or replaced without its place."""
    phase = market.instruments[order.symbol].phase
    if order.ord_type in STOPS and not order.triggered:
        order.where, order.since = "stop", market.trade_number
        if stops.is_through(market, order):
            trigger(market, order)
    elif order.tif == enums.ATC and phase != enums.CLOSING_AUCTION:
        order.where = "later"
    elif order.tif in (enums.OPG, enums.ATC):
        join_auction(market, order)
    elif order.ord_type == enums.MARKET_TO_LIMIT and not find_limit(market, order):
        market.end(order, "MARKET_RESIDUAL")
    elif order.child and order.terms.post_only and would_trade(market, order):
        market.end(order, "POST_ONLY")
    else:
        work(market, order)


def find_limit(market: Market, order: Order) -> bool:
    """Market-to-limit: becomes a limit order at the best opposite price, if there is one in
    continuous trading."""
    if not order.priced:
        best = spreads.best_opposite(market, order)
        if best is None or market.instruments[order.symbol].phase != enums.OPEN:
            return False
        order.price, order.priced = best, True
    return True


def trigger(market: Market, order: Order) -> None:
    """The turn of a triggered stop."""
    order.triggered = True
    if order.ord_type == enums.TRAILING_STOP_LIMIT:
        away = order.terms.limit_offset
        order.price = order.stop + (away if order.buys else -away)
    market.report(enums.EXEC_TRIGGERED, order, market.status(order))
    work(market, order)


def can_trade(market: Market, order: Order) -> bool:
    """Whether the condition of a conditional order is met now."""
    if market.instruments[order.symbol].phase != enums.OPEN:
        return False
    needed = order.leaves if order.terms.all_or_none else order.terms.min_qty
    return book.executable(market, order) >= needed


def work(market: Market, order: Order) -> None:
    """What the order can do at once, and what becomes of its rest."""
    is_open = market.instruments[order.symbol].phase == enums.OPEN
    order.where = "working"
    if order.conditional and not can_trade(market, order):
        if order.tif == enums.IOC:
            market.end(order, "MIN_QTY_UNFILLED")
        else:
            order.where = "condition"
        return
    if order.tif == enums.FOK and (not is_open or book.executable(market, order) < order.leaves):
        market.end(order, "FOK_UNFILLED")
        return
    order.conditional = False
    halted = is_open and book.match(market, order)
    if order.where != "working":
        return
    if not order.is_market and order.tif != enums.IOC:
        book.rest(market, order)
    elif halted:
        market.end(order, "VOLATILITY_HALT")
    else:
        market.end(order, "MARKET_RESIDUAL" if order.is_market else "IOC_REMAINDER")


def would_trade(market: Market, order: Order) -> bool:
    """Whether a limit order would trade at once."""
    best = spreads.best_opposite(market, order)
    is_open = market.instruments[order.symbol].phase == enums.OPEN
    return is_open and best is not None and book.crosses(order, best, order.price)


def join_auction(market: Market, order: Order) -> None:
    book.rest(market, order)
    if order.is_market:
        order.where = "auction"
