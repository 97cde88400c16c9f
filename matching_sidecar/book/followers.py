"""The waiting trailing stops of an instrument, by the price from which on they follow."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import Final

from ..model.enums import BASIS_POINTS, SELL
from .order import Order
from .special import Special
from .triggers import MARK, MIDDLE, sources

LOWEST: Final = -(1 << 62)
"""A threshold that every price is beyond."""
WHOLE: Final = 10_000
"""A hundred per cent in basis points."""


class Followers:
    """For each source and side the (threshold, number) of trailing stops.

    A price can move a stop when its key is above the threshold; keys are twice the price for
    sells and its negative for buys. So a price inside the range of the last ones costs nothing.
    """

    __slots__ = ("_queues",)

    def __init__(self) -> None:
        self._queues: list[list[tuple[int, int]]] = [[] for _ in range(2 * (MARK + 1))]

    def add(self, order: Order, special: Special) -> None:
        """Let an order follow."""
        entry = (_threshold(order, special), order.order_id)
        for source in sources(special.terms.trigger):
            insort(self._queues[2 * source + order.side - 1], entry)

    def remove(self, order: Order, special: Special) -> None:
        """Take an order out: before what its threshold depends on changes."""
        entry = (_threshold(order, special), order.order_id)
        for source in sources(special.terms.trigger):
            queue = self._queues[2 * source + order.side - 1]
            place = bisect_left(queue, entry)
            if place < len(queue) and queue[place] == entry:
                del queue[place]

    def moved(self, source: int, price: int) -> list[int]:
        """Numbers of the orders that a price of a source may move."""
        found: list[int] = []
        doubled = price if source == MIDDLE else 2 * price
        for side in (1, 2):
            key = doubled if side == SELL else -doubled
            for threshold, number in self._queues[2 * source + side - 1]:
                if threshold >= key:
                    break
                found.append(number)
        return found


def _threshold(order: Order, special: Special) -> int:
    terms, price = special.terms, special.peak
    if terms.trail_unit == BASIS_POINTS and terms.trail_offset > WHOLE:
        # Such a stop comes closer when the price goes away.
        return LOWEST
    if special.dormant and terms.activation_price is not None:
        activation = 2 * terms.activation_price
        return (activation if order.side == SELL else -activation) - 1
    if price is None:
        return LOWEST
    return price if order.side == SELL else -price
