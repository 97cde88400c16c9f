"""Continuous trading: a taker against the makers, in price-time priority."""

from __future__ import annotations

from matching_sidecar.model import enums

from . import spreads
from .market import Instrument, Market, around, outside
from .order import Order, opposite


def crosses(taker: Order, price: int, limit: int | None) -> bool:
    return limit is None or (price <= limit if taker.buys else price >= limit)


def worst_price(taker: Order, instrument: Instrument) -> int | None:
    """As far as the order may trade: its limit; a market order's is that of the bands."""
    if not taker.is_market:
        return taker.price
    row = instrument.row
    bands = around(instrument.middle, row.band_pct), around(instrument.reference, row.limit_pct)
    if taker.buys:
        return min((band[1] for band in bands if band), default=None)
    return max((band[0] for band in bands if band), default=None)


def stp_mode(market: Market, taker: Order) -> int:
    mode = taker.terms.stp or enums.STP_MODES[market.accounts[taker.account].row.stp]
    return 0 if mode == enums.STP_NONE else mode


def same_party(market: Market, taker: Order, maker: Order) -> bool:
    row = market.accounts[taker.account].row
    if row.stp_scope == "trader":
        return taker.entered_by == maker.entered_by
    if row.stp_scope == "firm":
        return row.firm == market.accounts[maker.account].row.firm
    return taker.account == maker.account


def executable(market: Market, taker: Order) -> int:
    """Lots the order could trade at once, hidden ones too, prevented ones not."""
    instrument = market.instruments[taker.symbol]
    limit, mode = worst_price(taker, instrument), stp_mode(market, taker)
    halt = around(instrument.middle, instrument.row.halt_pct)
    counted: list[Order] = []
    for maker in market.in_book(taker.symbol, opposite(taker.side)):
        if not crosses(taker, maker.price, limit) or outside(maker.price, halt):
            break
        if mode and same_party(market, taker, maker):
            if mode == enums.CANCEL_OLDEST:
                continue
            return sum(o.shown if o.price == maker.price else o.leaves for o in counted)
        counted.append(maker)
    return sum(maker.leaves for maker in counted)


def match(market: Market, taker: Order) -> bool:
    """Trade as far as possible.

    A trade too far from the last one starts a volatility halt instead:
    then it is True.
    """
    instrument = market.instruments[taker.symbol]
    limit, mode = worst_price(taker, instrument), stp_mode(market, taker)
    halt = around(instrument.middle, instrument.row.halt_pct)
    while taker.where == "working":
        makers = market.in_book(taker.symbol, opposite(taker.side))
        own = makers[0] if makers and crosses(taker, makers[0].price, limit) else None
        if through_legs(market, taker, limit, halt, own):
            continue
        if own is None:
            break
        if outside(own.price, halt):
            instrument.phase = enums.VOLATILITY_HALT
            end_halt_later(market, instrument)
            return True
        if mode and same_party(market, taker, own):
            prevent(market, taker, own, mode)
        else:
            trade(market, taker, own)
    return False


def through_legs(
    market: Market,
    order: Order,
    limit: int | None,
    halt: tuple[int, int] | None,
    own: Order | None = None,
) -> bool:
    """Trade a spread order with outrights, if their price is better than that of its own book;
    whether it did."""
    makers = spreads.implied(market, order, halt)
    if makers is None:
        return False
    price = makers[0].price - makers[1].price
    worse = own is not None and (price >= own.price if order.buys else price <= own.price)
    if worse or not crosses(order, price, limit):
        return False
    spreads.trade(market, order, makers)
    for maker in makers:
        if maker.where == "book" and not maker.shown:
            refresh(market, maker)
    return True


def try_resting(market: Market, order: Order) -> bool:
    """Let a resting spread order trade with outrights, as far as it can; whether it did."""
    instrument = market.instruments[order.symbol]
    halt = around(instrument.middle, instrument.row.halt_pct)
    traded = False
    while order.where == "book" and through_legs(market, order, order.price, halt):
        traded = True
    return traded


def trade(market: Market, taker: Order, maker: Order) -> None:
    lots = min(taker.leaves, maker.shown)
    instrument = market.instruments[taker.symbol]
    instrument.last = maker.price
    market.trade_number += 1
    instrument.prints.append((market.trade_number, maker.price))
    maker.shown -= lots
    market.fill(taker, lots, maker.price, market.trade_number, enums.TAKER)
    market.fill(maker, lots, maker.price, market.trade_number, enums.MAKER)
    spreads.fill_legs(market, (taker, maker), lots, maker.price, (enums.TAKER, enums.MAKER))
    if maker.where == "book" and not maker.shown:
        refresh(market, maker)


def prevent(market: Market, taker: Order, maker: Order, mode: int) -> None:
    """Self-trade prevention: the maker's report comes first."""
    if mode == enums.DECREMENT:
        lots = min(taker.leaves, maker.leaves)
        for order in (maker, taker):
            if order.leaves == lots:
                market.end(order, "SELF_TRADE")
            else:
                market.lower(order, lots)
                market.restate(order, "SELF_TRADE")
        return
    if mode in (enums.CANCEL_OLDEST, enums.CANCEL_BOTH):
        market.end(maker, "SELF_TRADE")
    if mode in (enums.CANCEL_NEWEST, enums.CANCEL_BOTH):
        market.end(taker, "SELF_TRADE")


def end_halt_later(market: Market, instrument: Instrument) -> None:
    instrument.halted_until = market.ts + instrument.row.halt_seconds * 1_000_000_000
    market.dues += 1
    market.due.append((instrument.halted_until, market.dues, instrument))


def rest(market: Market, order: Order) -> None:
    """The order joins the book, last at its price."""
    order.where = "book"
    order.place = market.next_place()
    order.shown = min(order.terms.display_qty or order.leaves, order.leaves)


def refresh(market: Market, order: Order) -> None:
    """The next part of an iceberg becomes visible."""
    order.place = market.next_place()
    order.refreshes += 1
    order.shown = min(part(market, order), order.leaves)


def part(market: Market, order: Order) -> int:
    display = order.terms.display_qty
    if order.terms.display_method != enums.RANDOM:
        return display
    lot = market.instruments[order.symbol].row.lot
    n = display // lot
    low = max(1, (n + 1) // 2)
    m = (order.number * 2654435761 + order.refreshes * 40503) % 2**32 // 256
    return (low + m % (n - low + 1)) * lot
