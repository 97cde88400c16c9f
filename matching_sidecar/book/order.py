"""An order as the book holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.enums import FILLED, NEW, PARTIALLY_FILLED

if TYPE_CHECKING:
    from .level import Level


class Order:
    """One order.

    Quantities in lots, ``price`` in ticks; ``cum_value`` is the sum of price times quantity of
    its fills.     Orders of a price level form a linked list through ``before`` and ``after``,
    first in first.
    """

    __slots__ = (
        "account",
        "after",
        "before",
        "cl_ord_id",
        "cum_value",
        "entered_by",
        "former_ids",
        "leaves",
        "level",
        "ord_type",
        "order_id",
        "price",
        "qty",
        "side",
        "symbol",
        "tif",
    )

    def __init__(
        self,
        order_id: int,
        account: str,
        cl_ord_id: str,
        symbol: str,
        side: int,
        ord_type: int,
        tif: int,
        qty: int,
        price: int,
        entered_by: str,
    ) -> None:
        self.order_id = order_id
        self.account = account
        self.cl_ord_id = cl_ord_id
        self.symbol = symbol
        self.side = side
        self.ord_type = ord_type
        self.tif = tif
        self.qty = qty
        self.price = price
        self.entered_by = entered_by
        self.leaves = qty
        self.cum_value = 0
        self.former_ids: tuple[str, ...] = ()
        self.level: Level | None = None
        self.before: Order | None = None
        self.after: Order | None = None

    @property
    def cum(self) -> int:
        """Lots filled so far, while the order is open."""
        return self.qty - self.leaves

    @property
    def status(self) -> int:
        """OrdStatus while the order is open."""
        if self.leaves == self.qty:
            return NEW
        return PARTIALLY_FILLED if self.leaves else FILLED
