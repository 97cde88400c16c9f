"""A price level: the orders at one price in the order of their arrival."""

from __future__ import annotations

from collections.abc import Iterator

from .order import Order


class Level:
    """``key`` is the price for asks and its negative for bids, so that the best level has the
    smallest key."""

    __slots__ = ("count", "first", "key", "last", "price", "qty")

    def __init__(self, key: int, price: int) -> None:
        self.key = key
        self.price = price
        self.qty = 0
        self.count = 0
        self.first: Order | None = None
        self.last: Order | None = None

    def append(self, order: Order) -> None:
        """Put an order last in time."""
        last = self.last
        if last is None:
            self.first = order
        else:
            last.after = order
            order.before = last
        self.last = order
        order.level = self
        self.qty += order.leaves
        self.count += 1

    def remove(self, order: Order) -> None:
        """Take an order out; its links are cleared so that no reference cycle is left behind."""
        before, after = order.before, order.after
        if before is None:
            self.first = after
        else:
            before.after = after
        if after is None:
            self.last = before
        else:
            after.before = before
        order.before = order.after = order.level = None
        self.qty -= order.leaves
        self.count -= 1

    def orders(self) -> Iterator[Order]:
        """The orders, first in first."""
        order = self.first
        while order is not None:
            yield order
            order = order.after
