"""The book of a symbol order by order, without saying whose they are."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..model.enums import SIDE_NAMES
from .messages import OrderEntry, OrdersDelta, OrdersSnapshot
from .stream import Stream, Tally

KEPT: Final = 1_000
"""Deltas kept for subscribers that come back."""


class L3Stream(Stream):
    """``seq`` is that of the last message."""

    def __init__(
        self, instrument: InstrumentState, seq: int, tally: Tally, interval: float
    ) -> None:
        super().__init__(tally, interval)
        self.seq = seq
        self._instrument = instrument
        self._next_seq = seq
        self._shown = {order.order_id: self._entry(order) for order in instrument.book.orders()}
        self._changed: dict[int, Order | None] = {}
        self._recent: deque[OrdersDelta] = deque(maxlen=KEPT)

    def snapshot(self) -> OrdersSnapshot:
        """The orders now."""
        if self._next_seq != self.seq:
            self.send()
        orders = [self._entry(order) for order in self._instrument.book.orders()]
        return OrdersSnapshot(self._instrument.symbol, self.seq, orders)

    def since(self, seq: int) -> list[OrdersDelta] | None:
        """The deltas after an event number; None when they are not all here any more."""
        if self._next_seq != self.seq:
            self.send()
        if seq == self.seq:
            return []
        if not self._recent or not self._recent[0].prev_seq <= seq < self.seq:
            return None
        return [delta for delta in self._recent if delta.seq > seq]

    def change(self, orders: Iterable[tuple[int, Order | None]], seq: int) -> None:
        """Take the orders a batch's events are about: by number, None when not open any more."""
        self._next_seq = seq
        self._changed.update(orders)
        self.touch()

    def restart(self, seq: int) -> None:
        """Orders may have come into the book without an event, as with a change of phase."""
        self.seq = self._next_seq = seq
        self._changed.clear()
        self._recent.clear()
        self._shown = {o.order_id: self._entry(o) for o in self._instrument.book.orders()}
        self.publish_latest()

    def send(self) -> None:
        """Publish the orders that came, changed or left."""
        came: list[OrderEntry] = []
        gone: list[int] = []
        for number, order in self._changed.items():
            if order is not None and order.level is not None:
                entry = self._entry(order)
                if self._shown.get(number) != entry:
                    self._shown[number] = entry
                    came.append(entry)
            elif self._shown.pop(number, None) is not None:
                gone.append(number)
        self._changed.clear()
        if came or gone:
            before, self.seq = self.seq, self._next_seq
            delta = OrdersDelta(self._instrument.symbol, self.seq, before, came, gone)
            self._latest.clear()
            self._recent.append(delta)
            self.publish(delta)

    def _entry(self, order: Order) -> OrderEntry:
        special = order.special
        lots = order.leaves if special is None or not special.display else special.shown
        price = self._instrument.row.to_price(order.price)
        return (order.order_id, SIDE_NAMES[order.side], price, lots, order.priority)
