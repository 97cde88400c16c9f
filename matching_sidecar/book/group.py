"""Orders that depend on each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..model.enums import BRACKET, DAY, GTC, GTD, OCO, OTO

if TYPE_CHECKING:
    from .order import Order

LARGEST: Final = 10


class Group:
    """An OCO, OTO or bracket.

    ``number`` is the order number of the first order, ``base`` its quantity and ``side`` its side
    as entered, ``size`` how many orders there were; ``members`` are those still open, in the
    order of their entry.
    """

    __slots__ = ("base", "kind", "list_id", "members", "number", "side", "size")

    def __init__(
        self, number: int, kind: int, list_id: str, base: int, side: int, size: int
    ) -> None:
        self.number = number
        self.kind = kind
        self.list_id = list_id
        self.base = base
        self.side = side
        self.size = size
        self.members: list[Order] = []

    def leads(self, order: Order) -> bool:
        """Whether the order arms the others."""
        return self.kind != OCO and order.order_id == self.number

    def excludes(self, order: Order) -> bool:
        """Whether the order's fills take lots from the others that this is true of."""
        return self.kind == OCO or (self.kind == BRACKET and order.order_id != self.number)

    def fits(self, order: Order) -> bool:
        """Whether the order may be where it is in the group; the first one answers for all."""
        if order.order_id == self.number:
            least = 3 if self.kind == BRACKET else 2
            if self.kind not in (OCO, OTO, BRACKET) or not least <= self.size <= LARGEST:
                return False
        elif self.kind == BRACKET and order.side == self.side:
            return False
        return self.kind == OTO or order.tif in (DAY, GTC, GTD)

    def leave(self, order: Order) -> None:
        """Forget an order that has ended."""
        if order in self.members:
            self.members.remove(order)
        if order.special is not None:
            order.special.group = None
