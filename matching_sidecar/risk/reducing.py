"""How much reduce-only orders may take off a position."""

from __future__ import annotations

from ..book.order import Order
from ..model.enums import BUY
from .state import Exposure


def excess(side: int, exposure: Exposure) -> int:
    """Lots by which the open reduce-only orders of a side are larger than the position they may
    close; negative when there is room."""
    if side == BUY:
        return exposure.reduce_buy - max(-exposure.net, 0)
    return exposure.reduce_sell - max(exposure.net, 0)


def covered(order: Order, exposure: Exposure) -> bool:
    """Whether the position covers an order that is not counted yet besides the open ones."""
    return excess(order.side, exposure) + order.leaves <= 0
