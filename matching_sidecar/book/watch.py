"""What waits outside the book of an instrument for something to happen there."""

from __future__ import annotations

from .conditional import ConditionalBook
from .order import Order
from .stops import StopBook


class Watch:
    """Made for an instrument when the first order waits, so that others pay one test for it.

    ``stops`` wait to be triggered, ``conditional`` for their min_qty or for all, ``auction`` for
    the next auction, by number; ``reducing`` are the open reduce-only orders by account,
    oldest first. ``prints`` are the prices traded since the stops were last looked at; ``opened``: continuous
    trading has begun since.
    """

    __slots__ = ("auction", "conditional", "opened", "prints", "reducing", "stops")

    def __init__(self) -> None:
        self.stops = StopBook()
        self.conditional = ConditionalBook()
        self.auction: list[Order] = []
        self.reducing: dict[str, dict[int, Order]] = {}
        self.prints: list[int] = []
        self.opened = False

    def keep_reducing(self, order: Order) -> None:
        """Add an open reduce-only order."""
        self.reducing.setdefault(order.account, {})[order.order_id] = order

    @property
    def idle(self) -> bool:
        """Whether nothing waits any more."""
        return not (self.stops.orders or self.conditional.orders or self.auction or self.reducing)
