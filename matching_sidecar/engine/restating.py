"""Changes of an open order that nobody asked for: reported as ``restated``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book.order import Order
from ..model.enums import BUY, EXEC_RESTATED
from ..model.events import Event
from . import follow, reports

if TYPE_CHECKING:
    from .engine import Engine


def report(engine: Engine, order: Order, code: str, ts: int, events: list[Event]) -> None:
    """Report an open order as it is now."""
    engine.event_seq = seq = engine.event_seq + 1
    instrument = engine.instruments[order.symbol]
    events.append(reports.execution(seq, ts, EXEC_RESTATED, order.status, order, instrument, code))


def reduce(
    engine: Engine, order: Order, lots: int, code: str, ts: int, events: list[Event]
) -> None:
    """Lower an order's quantity by less than what is open of it; it keeps its place in time."""
    instrument = engine.instruments[order.symbol]
    exposure = engine.accounts[order.account].exposure(order.symbol)
    if order.special is None:
        exposure.open(order.side == BUY, -lots)
    else:
        follow.count(order, order.special, exposure, -lots)
    order.qty -= lots
    if order.level is None:
        order.leaves -= lots
    else:
        instrument.book.reduce(order, lots)
    engine.touch(instrument)
    report(engine, order, code, ts, events)
