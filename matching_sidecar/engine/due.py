"""What is due at some time: expiries, ends of volatility halts, cancels after a disconnect."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Final

from ..book.order import Order
from ..model.enums import EXEC_EXPIRED, EXPIRED, OPEN, VOLATILITY_HALT
from ..model.events import Event
from ..risk.state import AccountState
from . import disconnect, phases, settle

if TYPE_CHECKING:
    from .engine import Engine

NEVER: Final = (1 << 62) - 1
CROWD: Final = 10_000
HALT: Final = 1
LOSS: Final = 2


class DueList:
    """Things by due time, then by the number under which they were made.

    ``next`` is the first due time, ``NEVER`` when there is none. Things that no longer matter
    stay until their time comes, orders until there are many: ``crowded``.
    """

    __slots__ = ("_crowd", "_heap", "_names", "_orders", "made", "next")

    def __init__(self) -> None:
        self.made = 0
        self.next = NEVER
        self._heap: list[tuple[int, int]] = []
        self._orders: dict[int, Order] = {}
        self._names: dict[int, tuple[int, str]] = {}
        self._crowd = CROWD

    @property
    def crowded(self) -> bool:
        """Whether there are twice as many orders as ``tidy`` left."""
        return len(self._orders) >= self._crowd

    def tidy(self, accounts: dict[str, AccountState]) -> None:
        """Drop orders that are not open any more."""
        self._orders = {
            made: order
            for made, order in self._orders.items()
            if is_open(order, accounts[order.account])
        }
        self._heap = [row for row in self._heap if row[1] in self._orders or row[1] in self._names]
        heapify(self._heap)
        self.next = self._heap[0][0] if self._heap else NEVER
        self._crowd = max(CROWD, 2 * len(self._orders))

    def add_order(self, ts: int, order: Order) -> None:
        """An order expires."""
        self.made += 1
        self._orders[self.made] = order
        self._push(ts, self.made)

    def add_halt(self, ts: int, symbol: str) -> None:
        """An instrument's volatility halt ends."""
        self._add_name(ts, HALT, symbol)

    def add_loss(self, ts: int, user: str) -> int:
        """A login's orders are cancelled; gives the number it was made under."""
        return self._add_name(ts, LOSS, user)

    def pop(self) -> tuple[int, int]:
        """Take the first thing out: its due time and number."""
        found = heappop(self._heap)
        self.next = self._heap[0][0] if self._heap else NEVER
        return found

    def take_order(self, made: int) -> Order | None:
        """The order under a number that was taken out."""
        return self._orders.pop(made, None)

    def take_name(self, made: int) -> tuple[int, str]:
        """Kind and name of what else it was."""
        return self._names.pop(made)

    def rows(self) -> list[tuple[int, int, int, str]]:
        """All as (due time, number, kind, order number or name), the first first."""
        found = []
        for ts, made in sorted(self._heap):
            order = self._orders.get(made)
            kind, name = self._names[made] if order is None else (0, str(order.order_id))
            found.append((ts, made, kind, name))
        return found

    def restore(
        self, made: int, rows: list[tuple[int, int, int, str]], orders: dict[str, Order]
    ) -> None:
        """Become what ``rows`` tell; orders that are not open any more are left out."""
        self.made = made
        for ts, number, kind, name in rows:
            if kind:
                self._names[number] = (kind, name)
            elif name in orders:
                self._orders[number] = orders[name]
            else:
                continue
            self._heap.append((ts, number))
        heapify(self._heap)
        self.next = self._heap[0][0] if self._heap else NEVER

    def _add_name(self, ts: int, kind: int, name: str) -> int:
        self.made += 1
        self._names[self.made] = (kind, name)
        self._push(ts, self.made)
        return self.made

    def _push(self, ts: int, made: int) -> None:
        heappush(self._heap, (ts, made))
        if ts < self.next:
            self.next = ts


def run(engine: Engine, ts: int, events: list[Event]) -> None:
    """Do what is due at ``ts`` and before, each with what follows from it."""
    due = engine.due
    while due.next <= ts:
        at, made = due.pop()
        order = due.take_order(made)
        if order is not None:
            _expire(engine, order, ts, events)
        else:
            kind, name = due.take_name(made)
            if kind == HALT:
                _end_halt(engine, name, at, ts, events)
            else:
                disconnect.cancel(engine, name, made, ts, events)
        if engine.restless:
            settle.settle(engine, ts, events)


def is_open(order: Order, account: AccountState) -> bool:
    """Whether an order has not ended."""
    return account.order(order.cl_ord_id) is order


def _expire(engine: Engine, order: Order, ts: int, events: list[Event]) -> None:
    account = engine.accounts[order.account]
    if is_open(order, account):
        instrument = engine.instruments[order.symbol]
        code = "GTD_EXPIRED"
        engine.end(order, account, instrument, EXEC_EXPIRED, EXPIRED, code, ts, events)


def _end_halt(engine: Engine, symbol: str, at: int, ts: int, events: list[Event]) -> None:
    instrument = engine.instruments[symbol]
    if instrument.status == VOLATILITY_HALT and instrument.halt_until == at:
        phases.change(engine, instrument, OPEN, ts, events)
