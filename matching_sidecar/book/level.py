"""A price level: the orders at one price in the order of their arrival."""

from __future__ import annotations

from collections.abc import Iterator

from .order import Order


class Level:
    """``key`` is the price for asks and its negative for bids, so that the best level has the
    smallest key.

    ``qty`` are the visible lots, ``hidden`` the other ones of icebergs. ``changed`` while market
    data has to look at it.
    """

    __slots__ = ("changed", "count", "first", "hidden", "key", "last", "price", "qty", "side")

    def __init__(self, side: int, key: int, price: int) -> None:
        self.side = side
        self.key = key
        self.price = price
        self.changed = False
        self.qty = 0
        self.hidden = 0
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
        special = order.special
        if special is None or not special.display:
            self.qty += order.leaves
        else:
            self.qty += special.shown
            self.hidden += order.leaves - special.shown
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
        special = order.special
        if special is None or not special.display:
            self.qty -= order.leaves
        else:
            self.qty -= special.shown
            self.hidden -= order.leaves - special.shown
        self.count -= 1

    def renew(self, order: Order) -> None:
        """Put an iceberg last in time with its next visible part."""
        special = order.special
        if special is None:
            return
        # What was visible is gone: all that is left of the order was hidden.
        self.hidden -= special.shown
        self.qty += special.shown
        if order is self.last:
            return
        before, after = order.before, order.after
        if before is None:
            self.first = after
        else:
            before.after = after
        if after is not None:
            after.before = before
        last = self.last
        if last is not None:
            last.after = order
        order.before, order.after = last, None
        self.last = order

    def orders(self) -> Iterator[Order]:
        """The orders, first in first."""
        order = self.first
        while order is not None:
            yield order
            order = order.after
