"""Stops: measured when they arrive, looked at after each step, worked off in a queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book import quotes
from ..book.instrument import InstrumentState
from ..book.order import Order
from ..book.special import NOWHERE, QUEUED, Special
from ..book.stops import StopBook
from ..book.triggers import BID, MARK, TRADE, sources, through
from ..model.enums import EXEC_TRIGGERED, OPEN, SELL, TRAILING_STOP_LIMIT
from ..model.events import Event
from . import reports, trailing

if TYPE_CHECKING:
    from .engine import Engine


def enter(
    engine: Engine,
    order: Order,
    special: Special,
    instrument: InstrumentState,
    ts: int,
    events: list[Event],
) -> None:
    """Trigger a stop that the market is through already, else let it wait."""
    if instrument.status == OPEN and _is_through(order, special, instrument):
        fire(engine, order, special, ts, events)
    else:
        watch = instrument.watching()
        watch.stops.add(order, special, len(watch.prints))
        if special.group is not None:
            # Orders of its group may have changed the quotes since it was entered.
            engine.touch(instrument)


def fire(engine: Engine, order: Order, special: Special, ts: int, events: list[Event]) -> None:
    """Trigger a stop: from here on it is a market or limit order."""
    special.place = NOWHERE
    special.triggered = True
    if order.ord_type == TRAILING_STOP_LIMIT and special.stop_price is not None:
        offset = special.terms.limit_offset
        order.price = special.stop_price + (-offset if order.side == SELL else offset)
    account, instrument = engine.accounts[order.account], engine.instruments[order.symbol]
    engine.event_seq = seq = engine.event_seq + 1
    events.append(reports.execution(seq, ts, EXEC_TRIGGERED, order.status, order, instrument))
    exposure = account.exposure(order.symbol)
    engine.process(order, account, instrument, exposure, ts, events)


def look(engine: Engine, instrument: InstrumentState, ts: int, events: list[Event]) -> None:
    """Move and trigger the stops of an instrument by what happened since the last look."""
    watch = instrument.watch
    if watch is None:
        return
    stops, prints, opened = watch.stops, watch.prints, watch.opened
    watch.prints, watch.opened = [], False
    if instrument.status == OPEN and stops.orders:
        _look_at_prints(engine, stops, prints, ts, events)
        # Continuous trading begins: each is measured as on arrival, the last trade included.
        _look_at_quotes(engine, instrument, stops, TRADE if opened else BID, ts, events)
    stops.young.clear()


def _look_at_prints(
    engine: Engine, stops: StopBook, prints: list[int], ts: int, events: list[Event]
) -> None:
    for index, price in enumerate(prints):
        for number in sorted(stops.followers.moved(TRADE, price)):
            if stops.waited(number, index):
                trailing.step(engine, stops, number, TRADE, price, ts, events)
        reached = stops.reached(TRADE, price)
        _queue(engine, stops, [number for number in reached if stops.waited(number, index)])


def _look_at_quotes(
    engine: Engine,
    instrument: InstrumentState,
    stops: StopBook,
    first: int,
    ts: int,
    events: list[Event],
) -> None:
    """Look once at the prices of all sources from ``first`` on."""
    known = [(source, quotes.price(instrument, source)) for source in range(first, MARK + 1)]
    moves: list[tuple[int, int, int]] = []
    for source, price in known:
        if price is not None:
            moves += [(number, source, price) for number in stops.followers.moved(source, price)]
    for number, source, price in sorted(moves):
        trailing.step(engine, stops, number, source, price, ts, events)
    found: list[int] = []
    for source, price in known:
        if price is not None:
            found += stops.reached(source, price)
    _queue(engine, stops, found)


def work_off(engine: Engine, ts: int, events: list[Event]) -> bool:
    """Trigger the first order of the queue whose turn comes; whether there was one."""
    queue = engine.triggered
    while queue:
        order = queue.popleft()
        special = order.special
        if special is None or special.place != QUEUED:
            continue
        instrument = engine.instruments[order.symbol]
        if instrument.status == OPEN:
            fire(engine, order, special, ts, events)
            return True
        instrument.watching().stops.add(order, special)
    return False


def _queue(engine: Engine, stops: StopBook, numbers: list[int]) -> None:
    for number in sorted(set(numbers)):
        order = stops.orders[number]
        if order.special is not None:
            stops.remove(order, order.special)
            order.special.place = QUEUED
            engine.triggered.append(order)


def _is_through(order: Order, special: Special, instrument: InstrumentState) -> bool:
    stop = special.stop_price
    if stop is None or special.dormant:
        return False
    for source in sources(special.terms.trigger):
        price = quotes.price(instrument, source)
        if price is not None and through(source, order.side, stop, price):
            return True
    return False
