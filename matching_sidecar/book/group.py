"""Orders that depend on each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.enums import OCO

if TYPE_CHECKING:
    from .order import Order


class Group:
    """An OCO, OTO or bracket.

    ``number`` is the order number of the first order, ``base`` its quantity as entered;
    ``members`` are the orders that are still open, in the order of their entry.
    """

    __slots__ = ("base", "kind", "list_id", "members", "number")

    def __init__(self, number: int, kind: int, list_id: str, base: int) -> None:
        self.number = number
        self.kind = kind
        self.list_id = list_id
        self.base = base
        self.members: list[Order] = []

    def is_child(self, order: Order) -> bool:
        """Whether the order waits to be armed by the first one."""
        return self.kind != OCO and order.order_id != self.number
