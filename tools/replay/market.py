"""From recorded messages to orders of our own.

The file begins in the middle of a day and shows ten levels: orders from before, and what happens
outside the window, are not in it. A level's size is therefore taken from the record when the
level enters the window from outside (at the start, and when it lies beyond the last recorded
price of the line before). Everything inside the window must come out of the messages alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from tools.replay import lobster
from tools.replay.lobster import Depth, Message, Side

MAKER, TAKER = "REPLAY-MAKER", "REPLAY-TAKER"


class Venue(Protocol):
    """Where the orders go.

    Each call waits for the answer and raises when it is a refusal.
    """

    def new(self, account: str, name: str, side: Side, qty: int, price: int, tif: str) -> None: ...
    def cancel(self, account: str, name: str, orig: str) -> None: ...
    def replace(self, account: str, name: str, orig: str, qty: int, price: int) -> None: ...


@dataclass
class Resting:
    """An order of ours that stands for a recorded one, or for unknown ones at its price
    (``order_id`` 0)."""

    order_id: int
    name: str
    total: int
    open: int


@dataclass
class Market:
    """Sends what the messages say and remembers what rests where, in the order of time."""

    venue: Venue
    resting: dict[tuple[Side, int], list[Resting]] = field(default_factory=dict)
    sent: int = 0
    taken_over: int = 0

    def apply(self, message: Message) -> None:
        """Do what a visible message says.

        Raises:
            LookupError: the message names an order, or a size, that cannot be there.
        """
        side, price, size = message.side, message.price, message.size
        if message.kind == lobster.NEW:
            self._rest(message.order_id, side, size, price)
            return
        order = self._find(message)
        if message.kind == lobster.EXECUTE:
            other: Side = "sell" if side == "buy" else "buy"
            self.venue.new(TAKER, self._name(), other, size, price, "ioc")
            order.open -= size
        else:
            self._lower(order, side, price, size)

    def enter_window(self, before: Depth | None, after: Depth) -> None:
        """Give the prices of ``after`` that lie beyond what ``before`` showed their recorded
        size."""
        for side in ("buy", "sell"):
            recorded = after.side(side)
            ours = [price for held, price in self.resting if held == side]
            for price in {*recorded, *ours}:
                if not after.hides(side, price) and (before is None or before.hides(side, price)):
                    self._take_over(side, price, recorded.get(price, 0))

    def _take_over(self, side: Side, price: int, size: int) -> None:
        orders = self.resting.get((side, price), [])
        missing = size - sum(order.open for order in orders)
        self.taken_over += missing != 0
        if missing > 0:
            self._rest(0, side, missing, price)
        for order in reversed(orders):
            if missing < 0 < order.open:
                less = min(-missing, order.open)
                self._lower(order, side, price, less)
                missing += less

    def _rest(self, order_id: int, side: Side, size: int, price: int) -> None:
        order = Resting(order_id, self._name(), size, size)
        self.venue.new(MAKER, order.name, side, size, price, "day")
        self.resting.setdefault((side, price), []).append(order)

    def _find(self, message: Message) -> Resting:
        """The order a message names, else the first unknown one at its price that is large
        enough."""
        orders = self.resting.get((message.side, message.price), [])
        for order_id in (message.order_id, 0):
            for order in orders:
                if order.order_id == order_id and order.open >= message.size:
                    return order
        raise LookupError(f"at {message.time}: no order of {message.size} at {message.price}")

    def _lower(self, order: Resting, side: Side, price: int, less: int) -> None:
        name = self._name()
        if less == order.open:
            self.venue.cancel(MAKER, name, order.name)
        else:
            self.venue.replace(MAKER, name, order.name, order.total - less, price)
        order.total -= less
        order.open -= less
        order.name = name

    def _name(self) -> str:
        self.sent += 1
        return f"replay-{self.sent}"
