"""How much reduce-only orders may take off a position."""

from __future__ import annotations

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..book.special import HELD
from ..model.enums import BUY
from .state import Exposure


def room(side: int, exposure: Exposure) -> int:
    """Lots of the position that orders of ``side`` can close."""
    lots = -exposure.net if side == BUY else exposure.net
    return lots if lots > 0 else 0


def working(account: str, side: int, instrument: InstrumentState) -> list[Order]:
    """The account's open reduce-only orders of a side, oldest first; children that are not armed
    do not count."""
    if instrument.watch is None:
        return []
    return [
        order
        for order in instrument.watch.reducing
        if order.account == account
        and order.side == side
        and order.special is not None
        and order.special.place != HELD
    ]


def covered(order: Order, instrument: InstrumentState, exposure: Exposure) -> bool:
    """Whether the position covers the order and all other open reduce-only ones of its side."""
    others = sum(
        other.leaves
        for other in working(order.account, order.side, instrument)
        if other is not order
    )
    return order.leaves + others <= room(order.side, exposure)
