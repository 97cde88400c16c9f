"""What follows from a step, round after round until nothing changes."""

from __future__ import annotations

from matching_sidecar.model import enums
from matching_sidecar.model.enums import BUY, SELL

from . import book, groups, life, stops
from .market import Instrument, Market
from .order import Order


def order_done(market: Market) -> None:
    """Groups first, then the new prints and quotes."""
    groups.settle(market)
    stops.look(market)


def settle(market: Market) -> None:
    """Do one thing after the other, the first of all there is to do."""
    while triggered_stop(market) or conditional(market) or spread_order(market) or cut_one(market):
        order_done(market)


def by_symbol(market: Market) -> list[Instrument]:
    return [instrument for _, instrument in sorted(market.instruments.items())]


def triggered_stop(market: Market) -> bool:
    """The first of the queue has its turn; where trading is no longer open, it waits again."""
    while market.queue:
        order = market.queue.pop(0)
        if market.instruments[order.symbol].phase == enums.OPEN:
            life.trigger(market, order)
            return True
        order.since = market.trade_number
    return False


def conditional(market: Market) -> bool:
    for instrument in by_symbol(market):
        for side in (BUY, SELL):
            found = [
                order
                for order in market.orders
                if order.where == "condition"
                and (order.symbol, order.side) == (instrument.row.code, side)
                and life.can_trade(market, order)
            ]
            if found:
                sign = -1 if side == BUY else 1
                life.work(market, min(found, key=lambda o: (sign * o.price, o.number)))
                return True
    return False


def spread_order(market: Market) -> bool:
    """Resting spread orders against outrights."""
    for instrument in (found for found in by_symbol(market) if found.row.legs):
        for side in (BUY, SELL):
            resting = market.in_book(instrument.row.code, side)
            if resting and book.try_resting(market, resting[0]):
                return True
    return False


def reducing(market: Market, account: str, symbol: str, side: int) -> list[Order]:
    """Open reduce-only orders, the newest first."""
    return [
        order
        for order in reversed(market.orders)
        if order.terms.reduce_only
        and (order.account, order.symbol, order.side) == (account, symbol, side)
        and (order.armed or not order.child)
    ]


def room(market: Market, account: str, symbol: str, side: int) -> int:
    """Lots that may be reduced on a side."""
    position = market.position(account, symbol)
    return max(0, -position if side == BUY else position)


def cut_one(market: Market) -> bool:
    """One account has more reduce-only quantity than position: the newest are cut."""
    accounts = sorted({order.account for order in market.orders if order.terms.reduce_only})
    for instrument in by_symbol(market):
        symbol = instrument.row.code
        for side in (BUY, SELL):
            for account in accounts:
                orders = reducing(market, account, symbol, side)
                excess = sum(o.leaves for o in orders) - room(market, account, symbol, side)
                if excess > 0:
                    cut(market, orders, excess)
                    return True
    return False


def cut(market: Market, orders: list[Order], excess: int) -> None:
    for order in orders:
        lots = min(excess, order.leaves)
        excess -= lots
        if lots and lots == order.leaves:
            market.end(order, "REDUCE_ONLY")
        elif lots:
            market.lower(order, lots)
            market.restate(order, "REDUCE_ONLY")
