"""Reduce-only orders never grow larger than the position they may close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..book.special import HELD
from ..model.enums import BUY, CANCELED, EXEC_CANCELED, SELL
from ..model.events import Event
from ..risk import reducing
from . import restating

if TYPE_CHECKING:
    from .engine import Engine


def cut_one(engine: Engine, instrument: InstrumentState, ts: int, events: list[Event]) -> bool:
    """Cut the orders of the first account and side that has too many; whether there was one."""
    watch = instrument.watch
    if watch is None or not watch.reducing:
        return False
    codes = sorted(watch.reducing)
    for side in (BUY, SELL):
        for code in codes:
            exposure = engine.accounts[code].exposure(instrument.symbol)
            lots = reducing.excess(side, exposure)
            if lots > 0:
                orders = [order for order in watch.reducing[code].values() if order.side == side]
                _cut(engine, instrument, orders, lots, ts, events)
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
    """Take ``excess`` lots off the orders, the newest first; children that are not armed stay."""
    for order in reversed(orders):
        special = order.special
        if special is None or special.place == HELD:
            continue
        if order.leaves > excess:
            restating.reduce(engine, order, excess, "REDUCE_ONLY", ts, events)
            return
        excess -= order.leaves
        account = engine.accounts[order.account]
        code = "REDUCE_ONLY"
        engine.end(order, account, instrument, EXEC_CANCELED, CANCELED, code, ts, events)
        if not excess:
            return
