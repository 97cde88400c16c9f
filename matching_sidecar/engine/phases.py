"""Phases of instruments: what a change from one to another does (docs/matching.md, *Phases*)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..model.commands import SetSession
from ..model.enums import (
    ATC,
    CLOSED,
    CLOSING_AUCTION,
    CONTRACT_EXPIRED,
    DAY,
    EXEC_EXPIRED,
    EXPIRED,
    GTD,
    LIMIT,
    OPEN,
    OPENING_AUCTION,
    OPG,
    PRE_OPEN,
    VOLATILITY_HALT,
)
from ..model.events import Event
from . import bulk, uncrossing

if TYPE_CHECKING:
    from .engine import Engine

CALL_PHASES: Final = (PRE_OPEN, OPENING_AUCTION, VOLATILITY_HALT, CLOSING_AUCTION)
SECOND: Final = 1_000_000_000


def set_session(engine: Engine, command: SetSession, events: list[Event]) -> None:
    """Bring an instrument, or all as they became known, into a phase."""
    ts, phase, date = command.ts, command.status, command.trade_date
    everything = command.symbol == "*"
    symbols = list(engine.instruments) if everything else [command.symbol]
    for symbol in symbols:
        instrument = engine.instruments.get(symbol)
        if instrument is None:
            continue
        if date not in (0, instrument.trade_date):
            instrument.begin_day(date, ts)
        instrument.phase_ts = ts
        change(engine, instrument, phase, ts, events)
    if phase == CLOSED and (everything or date > engine.closed_date):
        engine.closed_date = max(date, engine.closed_date)
        _forget_old_ids(engine)


def change(
    engine: Engine, instrument: InstrumentState, phase: int, ts: int, events: list[Event]
) -> None:
    """Let a phase end and another begin."""
    before = instrument.status
    engine.notices.add(instrument.symbol)
    if phase == before:
        return
    if before in CALL_PHASES and phase not in CALL_PHASES and phase != CONTRACT_EXPIRED:
        uncrossing.uncross(engine, instrument, ts, events)
    begin(engine, instrument, phase, ts)
    if phase == CLOSED:
        orders = bulk.orders_in(engine, instrument.symbol)
        ending = [order for order in orders if _ends(order, instrument)]
        bulk.end_all(engine, ending, EXEC_EXPIRED, EXPIRED, "SESSION_END", ts, events)
    elif phase == CONTRACT_EXPIRED:
        left = bulk.orders_in(engine, instrument.symbol)
        bulk.cancel_all(engine, left, "CONTRACT_EXPIRED", ts, events)
    _end_auction_orders(engine, instrument, before, ts, events)


def begin(engine: Engine, instrument: InstrumentState, phase: int, ts: int) -> None:
    """Let a phase begin."""
    instrument.status = phase
    instrument.halt_until = 0
    engine.notices.add(instrument.symbol)
    if phase == VOLATILITY_HALT:
        instrument.halt_until = ts + instrument.row.halt_seconds * SECOND
        engine.due.add_halt(instrument.halt_until, instrument.symbol)
    elif phase == CLOSING_AUCTION:
        _admit_to_close(instrument)
    elif phase == OPEN and instrument.watch is not None:
        instrument.watch.opened = True
    engine.touch(instrument)


def _admit_to_close(instrument: InstrumentState) -> None:
    """Bring the waiting ATC orders that have a limit into the book; the others count anyway."""
    watch = instrument.watch
    if watch is None:
        return
    for order in list(watch.auction):
        if order.tif == ATC and order.ord_type == LIMIT:
            watch.auction.remove(order)
            instrument.book.rest(order)


def _ends(order: Order, instrument: InstrumentState) -> bool:
    """Whether an order ends with the trade date that closes."""
    if order.tif != GTD or order.special is None:
        return order.tif == DAY
    date = order.special.terms.expire_date
    return 0 < date <= instrument.trade_date


def _end_auction_orders(
    engine: Engine, instrument: InstrumentState, before: int, ts: int, events: list[Event]
) -> None:
    """Cancel what was for an auction that is over."""
    phase = instrument.status
    opened = phase not in (PRE_OPEN, OPENING_AUCTION)
    closed = before == CLOSING_AUCTION or phase == CLOSED
    if not opened and not closed:
        return
    ending = [
        order
        for order in bulk.orders_in(engine, instrument.symbol)
        if (opened and order.tif == OPG) or (closed and order.tif == ATC)
    ]
    bulk.cancel_all(engine, ending, "AUCTION_REMAINDER", ts, events)


def _forget_old_ids(engine: Engine) -> None:
    """Client order ids are remembered to the end of the session after theirs, and as long as the
    order is open."""
    previous = engine.session_start
    for account in engine.accounts.values():
        account.ids = {
            cl_ord_id: found
            for cl_ord_id, found in account.ids.items()
            if isinstance(found, Order) or found > previous
        }
    engine.session_start = engine.event_seq
