"""Trailing stops: the stop price follows the market."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book import quotes
from ..book.instrument import InstrumentState
from ..book.order import Order
from ..book.special import Special
from ..book.stops import StopBook
from ..book.triggers import MIDDLE, sources
from ..model.enums import BASIS_POINTS, OPEN, SELL
from ..model.events import Event
from ..risk.terms import is_trailing
from . import restating

if TYPE_CHECKING:
    from .engine import Engine


def begin(order: Order, special: Special, instrument: InstrumentState) -> None:
    """Give a trailing stop that arrives its first stop price, if a price is known."""
    if not is_trailing(order.ord_type) or instrument.status != OPEN:
        return
    for source in sources(special.terms.trigger):
        price = quotes.price(instrument, source)
        if price is not None:
            move(order, special, source, price)


def move(order: Order, special: Special, source: int, price: int) -> bool:
    """Let a price of a source move a stop price; whether it did.

    It never moves away from the market. ``price`` is twice the middle where that is the source.
    """
    sell = order.side == SELL
    if not special.following:
        activation = special.terms.activation_price
        if activation is not None:
            reached = 2 * activation if source == MIDDLE else activation
            if price < reached if sell else price > reached:
                return False
        special.following = True
    doubled, peak = price if source == MIDDLE else 2 * price, special.peak
    if peak is None or (doubled > peak if sell else doubled < peak):
        special.peak = doubled
    if source == MIDDLE:
        # Away from the market: down for a sell, up for a buy.
        price = price // 2 if sell else -(-price // 2)
    offset = _offset(special, price)
    stop = price - offset if sell else price + offset
    before = special.stop_price
    if before is not None and (stop <= before if sell else stop >= before):
        return False
    special.stop_price = stop
    return True


def step(
    engine: Engine,
    stops: StopBook,
    number: int,
    source: int,
    price: int,
    ts: int,
    events: list[Event],
) -> None:
    """Let a price of a source move a waiting trailing stop, and report it."""
    order = stops.orders[number]
    special = order.special
    if special is None:
        return
    stops.dequeue(order, special)
    moved = move(order, special, source, price)
    stops.enqueue(order, special)
    if moved:
        restating.report(engine, order, "TRAIL", ts, events)


def _offset(special: Special, price: int) -> int:
    """The distance from price to stop in ticks; a percentage is rounded up."""
    terms = special.terms
    if terms.trail_unit != BASIS_POINTS:
        return terms.trail_offset
    return -(-(price if price >= 0 else -price) * terms.trail_offset // 10_000)
