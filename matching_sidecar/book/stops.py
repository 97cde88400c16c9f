"""The stop orders of an instrument that wait to be triggered."""

from __future__ import annotations

from bisect import bisect_left, insort

from ..model.enums import BUY, TRAILING_STOP, TRAILING_STOP_LIMIT
from .followers import Followers
from .order import Order
from .special import STOPS, Special
from .triggers import MARK, sources, stop_key


class StopBook:
    """Waiting stops by number, and for each source and side the (key, number) of those with a
    stop price, the first to trigger first.

    ``followers`` are the trailing ones. ``young`` tells of those that began to wait within this step how many
    prints there were before: these do not count for them.
    """

    __slots__ = ("_queues", "followers", "orders", "young")

    def __init__(self) -> None:
        self.orders: dict[int, Order] = {}
        self.followers = Followers()
        self.young: dict[int, int] = {}
        self._queues: list[list[tuple[int, int]]] = [[] for _ in range(2 * (MARK + 1))]

    def add(self, order: Order, special: Special, prints: int = 0) -> None:
        """Let a stop wait, after so many prints of this step."""
        special.place = STOPS
        if prints:
            self.young[order.order_id] = prints
        self.orders[order.order_id] = order
        self.enqueue(order, special)

    def remove(self, order: Order, special: Special) -> None:
        """Take a stop out."""
        del self.orders[order.order_id]
        self.young.pop(order.order_id, None)
        self.dequeue(order, special)

    def enqueue(self, order: Order, special: Special) -> None:
        """Let its stop price count, unless there is none or it awaits its activation."""
        if order.ord_type == TRAILING_STOP or order.ord_type == TRAILING_STOP_LIMIT:
            self.followers.add(order, special)
        stop = special.stop_price
        if stop is None or special.dormant:
            return
        for source in sources(special.terms.trigger):
            entry = (stop_key(source, order.side, stop), order.order_id)
            insort(self._queues[2 * source + order.side - 1], entry)

    def dequeue(self, order: Order, special: Special) -> None:
        """Let its stop price no longer count: before it changes."""
        if order.ord_type == TRAILING_STOP or order.ord_type == TRAILING_STOP_LIMIT:
            self.followers.remove(order, special)
        stop = special.stop_price
        if stop is None or special.dormant:
            return
        for source in sources(special.terms.trigger):
            queue = self._queues[2 * source + order.side - 1]
            entry = (stop_key(source, order.side, stop), order.order_id)
            place = bisect_left(queue, entry)
            if place < len(queue) and queue[place] == entry:
                del queue[place]

    def waited(self, number: int, printed: int) -> bool:
        """Whether a stop waited when the print with this number in the step was made."""
        return not self.young or self.young.get(number, 0) <= printed

    def reached(self, source: int, price: int) -> list[int]:
        """Numbers of the orders that a price of a source triggers."""
        found: list[int] = []
        for side in (1, 2):
            queue = self._queues[2 * source + side - 1]
            key = price if side == BUY else -price
            for stop, number in queue:
                if stop > key:
                    break
                found.append(number)
        return found
