"""An order as the book holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import mypyc_attr

from ..model.enums import FILLED, NEW, PARTIALLY_FILLED

if TYPE_CHECKING:
    from .level import Level
    from .special import Special


@mypyc_attr(acyclic=True)
class Order:
    """One order.

    Quantities in lots, ``price`` in ticks; ``cum_value`` is the sum of price times quantity of
    its fills. ``seq`` is the number of the event that accepted ``cl_ord_id``; ``former`` holds
    the ids it had before, each with its number. Orders of a price level form a linked list
    through ``before`` and ``after``, first in first; those of an account through ``own_before``
    and ``own_after``. ``priority`` counts the orders that came to rest in the book; ``special``
    is None for plain market and limit orders.

    Links are cleared when an order leaves the book, so the garbage collector need not look at
    orders (``acyclic``): a million resting ones make no pause. Attributes that a neighbour's
    leaving touches come first, to share a cache line.
    """

    __slots__ = (
        "account",
        "after",
        "before",
        "cl_ord_id",
        "cum_value",
        "entered_by",
        "former",
        "leaves",
        "level",
        "ord_type",
        "order_id",
        "own_after",
        "own_before",
        "price",
        "priority",
        "qty",
        "seq",
        "side",
        "special",
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
        seq: int,
    ) -> None:
        self.before: Order | None = None
        self.after: Order | None = None
        self.own_before: Order | None = None
        self.own_after: Order | None = None
        self.level: Level | None = None
        self.leaves = qty
        self.special: Special | None = None
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
        self.cum_value = 0
        self.priority = 0
        self.seq = seq
        self.former: tuple[tuple[str, int], ...] = ()

    @property
    def cum(self) -> int:
        """Lots filled so far, while the order is open."""
        return self.qty - self.leaves

    @property
    def status(self) -> int:
        """OrdStatus while the order is open."""
        if self.leaves == self.qty:
            return NEW
        if self.leaves or (self.special is not None and self.special.to_come > 0):
            return PARTIALLY_FILLED
        return FILLED

    def rename(self, cl_ord_id: str, seq: int, asked: str) -> None:
        """Take a new id, accepted by event ``seq``; of the former ones, the one ``asked`` for is
        last."""
        latest = (self.cl_ord_id, self.seq)
        if not self.former:
            self.former = (latest,)
        else:
            former = [*self.former, latest]
            former.sort(key=lambda known: known[0] == asked)
            self.former = tuple(former)
        self.cl_ord_id = cl_ord_id
        self.seq = seq

    def seq_of(self, cl_ord_id: str) -> int:
        """The number of the event that accepted an id it has or had."""
        for known, seq in self.former:
            if known == cl_ord_id:
                return seq
        return self.seq
