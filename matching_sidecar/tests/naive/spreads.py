"""Calendar spreads: against the outrights of their legs, and what a fill means for the legs."""

from __future__ import annotations

from matching_sidecar.model import enums

from .market import Market, around, outside
from .order import Order, opposite


def implied(
    market: Market, order: Order, halt: tuple[int, int] | None
) -> tuple[Order, Order] | None:
    """The two outright orders a spread order would trade with now."""
    spread = market.instruments[order.symbol]
    if not spread.row.legs or not market.is_active(spread):
        return None
    legs = market.legs(spread)
    if {spread.phase, *(leg.phase for leg in legs)} != {enums.OPEN}:
        return None
    if not all(market.is_active(leg) for leg in legs):
        return None
    found = []
    for leg, side in zip(legs, (order.side, opposite(order.side)), strict=True):
        makers = market.in_book(leg.row.code, opposite(side))
        if not makers or outside(makers[0].price, around(leg.middle, leg.row.halt_pct)):
            return None
        found.append(makers[0])
    return None if outside(found[0].price - found[1].price, halt) else (found[0], found[1])


def best_opposite(market: Market, order: Order) -> int | None:
    """The best price an order could trade at: in its book, or for a spread that of the
    outrights."""
    spread = market.instruments[order.symbol]
    prices = [market.best(order.symbol, opposite(order.side))]
    makers = implied(market, order, around(spread.middle, spread.row.halt_pct))
    prices += [makers[0].price - makers[1].price] if makers else []
    known = [price for price in prices if price is not None]
    return (min if order.buys else max)(known, default=None)


def trade(market: Market, order: Order, makers: tuple[Order, Order]) -> None:
    """Trade with both outrights: the spread order is the taker, even if it rested."""
    spread = market.instruments[order.symbol]
    price = makers[0].price - makers[1].price
    lots = min(order.leaves, *(maker.shown for maker in makers))
    market.trade_number += 1
    spread.last = price
    spread.prints.append((market.trade_number, price))
    market.fill(order, lots, price, market.trade_number, enums.TAKER)
    order.shown = min(order.terms.display_qty or order.leaves, order.leaves)
    for maker in makers:
        market.trade_number += 1
        maker.shown -= lots
        market.fill_leg(
            order, maker.symbol, opposite(maker.side), lots, maker.price, market.trade_number,
            enums.TAKER,
        )  # fmt: skip
        market.fill(maker, lots, maker.price, market.trade_number, enums.MAKER)


def fill_legs(
    market: Market, orders: tuple[Order, Order], lots: int, price: int, liquidity: tuple[int, int]
) -> None:
    """Two spread orders have met: the legs of both."""
    spread = market.instruments[orders[0].symbol]
    if not spread.row.legs:
        return
    first, second = market.legs(spread)
    base = first.middle
    if base is None:
        base = price if second.middle is None else second.middle + price
    for index, (leg, leg_price) in enumerate(((first, base), (second, base - price))):
        market.trade_number += 1
        for order, kind in zip(orders, liquidity, strict=True):
            side = (order.side, opposite(order.side))[index]
            market.fill_leg(order, leg.row.code, side, lots, leg_price, market.trade_number, kind)
