"""One side of a book."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ..model.enums import BUY
from .level import Level
from .levels import Levels
from .order import Order


class BookSide:
    """The orders of one side by price, then time."""

    __slots__ = ("levels", "sign")

    def __init__(self, side: int) -> None:
        self.sign = -1 if side == BUY else 1
        self.levels = Levels(side)

    @property
    def best(self) -> Level | None:
        """The level with the best price, None when the side is empty."""
        return self.levels.best

    def add(self, order: Order) -> None:
        """Rest an order at its price, last in time."""
        price = order.price
        self.levels.at(price if self.sign > 0 else -price, price).append(order)

    def remove(self, order: Order) -> None:
        """Take a resting order out, and its level when it was the last one there."""
        level = order.level
        if level is None:
            return
        level.remove(order)
        if level.first is None:
            self.levels.remove(level)

    def level(self, price: int) -> Level | None:
        """The level at a price."""
        return self.levels.find(price if self.sign > 0 else -price)

    def top(self, depth: int) -> list[Level]:
        """The best levels, best first; ``depth`` 0 means all."""
        return list(islice(self.levels, depth or None))

    def available(self, limit_key: int, wanted: int) -> bool:
        """Whether ``wanted`` lots can be had at keys up to ``limit_key``."""
        for level in self.levels:
            if level.key > limit_key:
                return False
            wanted -= level.qty + level.hidden
            if wanted <= 0:
                return True
        return False

    def orders(self) -> Iterator[Order]:
        """All orders in priority: best price first, then first in first."""
        for level in self.levels:
            yield from level.orders()
