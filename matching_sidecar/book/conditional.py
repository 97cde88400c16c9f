"""Orders that wait outside the book for their min_qty or for all."""

from __future__ import annotations

from bisect import bisect_left, insort

from ..model.enums import BUY
from .book import Book
from .order import Order


class ConditionalBook:
    """By number, and for each side the (key, number) of the orders, the best price first; keys as
    in ``Level``."""

    __slots__ = ("_buys", "_sells", "orders")

    def __init__(self) -> None:
        self.orders: dict[int, Order] = {}
        self._buys: list[tuple[int, int]] = []
        self._sells: list[tuple[int, int]] = []

    def add(self, order: Order) -> None:
        """Let an order wait."""
        self.orders[order.order_id] = order
        insort(self._side(order.side), _entry(order))

    def remove(self, order: Order) -> None:
        """Take an order out."""
        del self.orders[order.order_id]
        queue, entry = self._side(order.side), _entry(order)
        del queue[bisect_left(queue, entry)]

    def within(self, book: Book) -> list[Order]:
        """Those whose limit reaches the other side of the book: buys first, the best price first,
        then as entered."""
        found = []
        for queue, level in ((self._buys, book.asks.best), (self._sells, book.bids.best)):
            if level is None:
                continue
            for key, number in queue:
                # A buy's key is the negative of its limit, an ask's key its price.
                if -key < level.key:
                    break
                found.append(self.orders[number])
        return found

    def _side(self, side: int) -> list[tuple[int, int]]:
        return self._buys if side == BUY else self._sells


def _entry(order: Order) -> tuple[int, int]:
    return -order.price if order.side == BUY else order.price, order.order_id
