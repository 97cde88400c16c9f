"""Stops: what their trigger price is, how it moves them, when they are triggered."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor

from matching_sidecar.model import enums
from matching_sidecar.model.enums import BUY, SELL

from .market import Instrument, Market
from .order import TRAILING, Order

Price = int | Fraction
ON_PRINT = (enums.LAST, enums.BID_OR_LAST, enums.OFFER_OR_LAST)
ON_QUOTE = (enums.BEST_BID, enums.BEST_OFFER, enums.MID, enums.BID_OR_LAST, enums.OFFER_OR_LAST)


def trigger_of(order: Order) -> int:
    return order.terms.trigger or enums.LAST


def quote(market: Market, order: Order) -> Price | None:
    """The price in the quotes that the order's trigger names."""
    bid, offer = market.best(order.symbol, BUY), market.best(order.symbol, SELL)
    trigger = trigger_of(order)
    if trigger in (enums.BEST_BID, enums.BID_OR_LAST):
        return bid
    if trigger in (enums.BEST_OFFER, enums.OFFER_OR_LAST):
        return offer
    if trigger == enums.MID and bid is not None and offer is not None:
        return Fraction(bid + offer, 2)
    return None


def known(market: Market, order: Order) -> list[Price]:
    """The trigger prices there are now."""
    instrument = market.instruments[order.symbol]
    prices: list[Price | None] = []
    if trigger_of(order) in ON_PRINT:
        prices.append(instrument.last)
    if trigger_of(order) == enums.REFERENCE:
        prices.append(instrument.reference)
    prices.append(quote(market, order))
    return [price for price in prices if price is not None]


def offset(order: Order, price: int) -> int:
    terms = order.terms
    if terms.trail_unit == enums.BASIS_POINTS:
        return ceil(Fraction(abs(price) * terms.trail_offset, 10_000))
    return terms.trail_offset


def trail(order: Order, price: Price) -> bool:
    """Let a price move the stop of a trailing one; whether it did."""
    if order.ord_type not in TRAILING:
        return False
    start = order.terms.activation_price
    if not order.active and start is not None:
        order.active = price <= start if order.buys else price >= start
    if not order.active:
        return False
    if order.buys:
        new = ceil(price) + offset(order, ceil(price))
        better = order.stop is None or new < order.stop
    else:
        new = floor(price) - offset(order, floor(price))
        better = order.stop is None or new > order.stop
    if better:
        order.stop = new
    return better


def through(order: Order, price: Price) -> bool:
    if order.stop is None or not order.active:
        return False
    return price >= order.stop if order.buys else price <= order.stop


def prepare(market: Market, order: Order) -> None:
    """On arrival: the stop price, as far as it is known; a child takes it when it is armed."""
    order.stop = order.terms.stop_price
    order.active = order.terms.activation_price is None
    if not order.child:
        follow(market, order)


def follow(market: Market, order: Order) -> int:
    """Let the prices there are move the stop; how often it moved."""
    if market.instruments[order.symbol].phase != enums.OPEN:
        return 0
    return sum(trail(order, price) for price in known(market, order))


def is_through(market: Market, order: Order) -> bool:
    """Measured against the market as it is."""
    if market.instruments[order.symbol].phase != enums.OPEN:
        return False
    return any(through(order, price) for price in known(market, order))


def waiting(market: Market, instrument: Instrument) -> list[Order]:
    return [
        order
        for order in market.orders
        if order.where == "stop"
        and order.symbol == instrument.row.code
        and order not in market.queue
    ]


def look(market: Market) -> None:
    """An order is done: look at its prints and the quotes, instruments by symbol."""
    for _, instrument in sorted(market.instruments.items()):
        prints, instrument.prints = instrument.prints, []
        if instrument.phase != enums.OPEN:
            continue
        for number, price in prints:
            take(market, instrument, ON_PRINT, lambda _, price=price: price, number)
        if instrument.begun:
            instrument.begun = False
            begin(market, instrument)
        else:
            take(market, instrument, ON_QUOTE, lambda order: quote(market, order))


def look_at_reference(market: Market, instrument: Instrument) -> None:
    if instrument.phase == enums.OPEN:
        take(market, instrument, (enums.REFERENCE,), lambda _: instrument.reference)


def take(
    market: Market,
    instrument: Instrument,
    triggers: tuple[int, ...],
    price_for: Callable[[Order], Price | None],
    trade: int | None = None,
) -> None:
    """A price first moves the trailing stops, then triggers; that of a trade counts for the stops
    that waited when it was made."""
    orders = [o for o in waiting(market, instrument) if trigger_of(o) in triggers]
    orders = [o for o in orders if trade is None or o.since < trade]
    prices = [(order, price_for(order)) for order in orders]
    prices = [(order, price) for order, price in prices if price is not None]
    for order, price in prices:
        if trail(order, price):
            market.restate(order, "TRAIL")
    market.queue += [order for order, price in prices if through(order, price)]


def begin(market: Market, instrument: Instrument) -> None:
    """Continuous trading begins: every waiting stop is measured as on arrival."""
    for order in waiting(market, instrument):
        for price in known(market, order):
            if trail(order, price):
                market.restate(order, "TRAIL")
        if is_through(market, order):
            market.queue.append(order)
