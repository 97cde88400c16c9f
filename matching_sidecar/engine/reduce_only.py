"""Reduce-only orders never grow larger than the position they may close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..model.enums import BUY, CANCELED, EXEC_CANCELED, SELL
from ..model.events import Event
from ..risk import reducing
from . import restating

if TYPE_CHECKING:
    from .engine import Engine


def cut_one(engine: Engine, instrument: InstrumentState, ts: int, events: list[Event]) -> bool:
    """Cut the orders of the first account and side that has too many; whether there was one."""
    if instrument.watch is None or not instrument.watch.reducing:
        return False
    codes = sorted({order.account for order in instrument.watch.reducing})
    for side in (BUY, SELL):
        for code in codes:
            exposure = engine.accounts[code].exposure(instrument.symbol)
            orders = reducing.working(code, side, instrument)
            excess = sum(order.leaves for order in orders) - reducing.room(side, exposure)
            if excess > 0:
                _cut(engine, instrument, orders, excess, ts, events)
                return True
    return False


def _cut(
    engine: Engine,
    instrument: InstrumentState,
    orders: list[Order],
    excess: int,
    ts: int,
    events: list[Event],
) -> None:
    """Take ``excess`` lots off the orders, the newest first."""
    for order in reversed(orders):
        if order.leaves > excess:
            restating.reduce(engine, order, excess, "REDUCE_ONLY", ts, events)
            return
        excess -= order.leaves
        account = engine.accounts[order.account]
        code = "REDUCE_ONLY"
        engine.end(order, account, instrument, EXEC_CANCELED, CANCELED, code, ts, events)
        if not excess:
            return
