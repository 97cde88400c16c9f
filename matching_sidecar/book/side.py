"""One side of a book: price levels, the best one found through a heap of prices."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush, nsmallest

from ..model.enums import BUY
from .level import Level
from .order import Order


class BookSide:
    """Levels by key (see ``Level``); ``best`` is the one with the best price, None when the side
    is empty.

    A key stays in the heap until it surfaces, even when its level is gone.
    """

    __slots__ = ("_heap", "_in_heap", "best", "levels", "side", "sign")

    def __init__(self, side: int) -> None:
        self.side = side
        self.sign = -1 if side == BUY else 1
        self.best: Level | None = None
        self.levels: dict[int, Level] = {}
        self._heap: list[int] = []
        self._in_heap: set[int] = set()

    def add(self, order: Order) -> None:
        """Rest an order at its price, last in time."""
        key = order.price if self.sign > 0 else -order.price
        level = self.levels.get(key)
        if level is None:
            level = self.levels[key] = Level(self.side, key, order.price)
            if key not in self._in_heap:
                self._in_heap.add(key)
                heappush(self._heap, key)
            if self.best is None or key < self.best.key:
                self.best = level
        level.append(order)

    def remove(self, order: Order) -> None:
        """Take a resting order out, and its level when it was the last one there."""
        level = order.level
        if level is None:
            return
        level.remove(order)
        if level.first is None:
            del self.levels[level.key]
            if level is self.best:
                self.best = self._find_best()

    def _find_best(self) -> Level | None:
        heap, levels = self._heap, self.levels
        while heap:
            level = levels.get(heap[0])
            if level is not None:
                return level
            self._in_heap.discard(heappop(heap))
        return None

    def top(self, depth: int) -> list[Level]:
        """The best levels, best first; ``depth`` 0 means all."""
        keys = nsmallest(depth, self.levels) if depth else sorted(self.levels)
        return [self.levels[key] for key in keys]

    def available(self, limit_key: int, wanted: int) -> bool:
        """Whether ``wanted`` lots can be had at keys up to ``limit_key``."""
        for key in sorted(self.levels):
            if key > limit_key:
                return False
            level = self.levels[key]
            wanted -= level.qty + level.hidden
            if wanted <= 0:
                return True
        return False

    def orders(self) -> Iterator[Order]:
        """All orders in priority: best price first, then first in first."""
        for level in self.top(0):
            yield from level.orders()
