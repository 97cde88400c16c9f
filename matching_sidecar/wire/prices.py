"""Prices of clients are numbers, prices of the engine are ticks."""

from __future__ import annotations

from ..model.reference import InstrumentRow
from .errors import EdgeError


def to_ticks(price: float, row: InstrumentRow, field: str) -> int:
    """A price as ticks.

    Raises:
        EdgeError: it is not a multiple of the tick.
    """
    ticks = row.to_ticks(price)
    if ticks is None:
        raise off_tick(price, row, field)
    return ticks


def off_tick(price: float, row: InstrumentRow, field: str, cl_ord_id: str = "") -> EdgeError:
    """The refusal of a price between two ticks."""
    tick = row.tick_num / row.tick_den
    text = f"{field} {price:.15g} is not a multiple of the tick {tick:.15g}"
    return EdgeError("PRICE_INCREMENT", text, field, cl_ord_id)
