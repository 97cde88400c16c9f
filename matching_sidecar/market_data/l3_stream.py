"""The book of a symbol order by order, without saying whose they are."""

from __future__ import annotations

from collections.abc import Iterable

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..model.enums import SIDE_NAMES
from .messages import OrderEntry, OrdersDelta, OrdersSnapshot
from .sequenced import Sequenced
from .stream import Tally


class L3Stream(Sequenced[OrdersDelta]):
    """The orders in the book, with the lots that are seen."""

    def __init__(
        self, instrument: InstrumentState, seq: int, tally: Tally, interval: float
    ) -> None:
        super().__init__(seq, tally, interval)
        self._instrument = instrument
        self._shown = {order.order_id: self._entry(order) for order in instrument.book.orders()}
        self._changed: dict[int, Order | None] = {}

    def snapshot(self) -> OrdersSnapshot:
        """The orders now."""
        self.settle()
        orders = [self._entry(order) for order in self._instrument.book.orders()]
        return OrdersSnapshot(self._instrument.symbol, self.seq, orders)

    def change(self, orders: Iterable[tuple[int, Order | None]], seq: int) -> None:
        """Take the orders a batch's events are about: by number, None when not open any more."""
        self._next_seq = seq
        self._changed.update(orders)
        self.touch()

    def restart(self, seq: int) -> None:
        """Orders may have come into the book without an event, as with a change of phase."""
        self.begin_anew(seq)
        self._changed.clear()
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
            symbol, seq = self._instrument.symbol, self._next_seq
            self.publish_delta(OrdersDelta(symbol, seq, self.seq, came, gone))

    def _entry(self, order: Order) -> OrderEntry:
        special = order.special
        lots = order.leaves if special is None or not special.display else special.shown
        price = self._instrument.row.to_price(order.price)
        return (order.order_id, SIDE_NAMES[order.side], price, lots, order.priority)
