"""Volatility halts: what an order does that would trade too far from the last trade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..model.enums import IOC, VOLATILITY_HALT
from . import phases

if TYPE_CHECKING:
    from .engine import Engine


def consider(
    engine: Engine,
    order: Order,
    instrument: InstrumentState,
    limit_key: int,
    market: bool,
    ts: int,
) -> str:
    """Begin a halt when the order could go on trading but for the halt band.

    ``limit_key`` is the highest opposite key its own limit allows. Returns the code with which
    what is left of it is cancelled; "" when it rests, or there is no halt.
    """
    if instrument.book.next_maker(order.side, limit_key) is None:
        return ""
    phases.begin(engine, instrument, VOLATILITY_HALT, ts)
    return "VOLATILITY_HALT" if market or order.tif == IOC else ""
