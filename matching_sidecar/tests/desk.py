"""A small desk for tests: an engine with two firms, and short words for commands and events."""

from __future__ import annotations

from itertools import count
from typing import Any

import msgspec

from matching_sidecar.engine.engine import Engine
from matching_sidecar.model import enums
from matching_sidecar.model.commands import (
    AdvanceTime,
    CancelOrder,
    Command,
    NewGroup,
    NewOrder,
    ReplaceOrder,
    SetSession,
    UpdateReference,
)
from matching_sidecar.model.events import Answer, CancelReject, Event, Execution
from matching_sidecar.model.reference import AccountRow, FirmRow, InstrumentRow, ReferenceRow
from matching_sidecar.model.terms import Terms

CL = InstrumentRow("CLF27", 1, "CL", 1, 100, multiplier=1000.0)
NG = InstrumentRow("NGF27", 1, "NG", 1, 1000, multiplier=10_000.0)
MM = "HOUSE-MM1"
"""Account of the house's market maker."""
FIRMS = (FirmRow("NORD", 1), FirmRow("ALPS", 1), FirmRow("HOUSE", 1))
ACCOUNTS = (
    AccountRow("NORD-01", 1, "NORD"),
    AccountRow("NORD-02", 1, "NORD"),
    AccountRow("ALPS-01", 1, "ALPS"),
    AccountRow(MM, 1, "HOUSE", house=True),
)
ROWS: tuple[ReferenceRow, ...] = (*FIRMS, *ACCOUNTS, CL, NG)


class Desk:
    """An engine, its clock, all commands and everything that happened."""

    def __init__(self, *rows: ReferenceRow) -> None:
        self.engine = Engine()
        self.clock = count(1)
        self.ids = count(1)
        self.events: list[Event] = []
        self.commands: list[Command] = []
        self.define(*(rows or ROWS))

    def define(self, *rows: ReferenceRow) -> list[Event]:
        return self.send(UpdateReference(0, list(rows)))

    def send(self, command: Command) -> list[Event]:
        """Apply a command; gives the events it caused. ``self.answer`` is what its sender got."""
        command.ts = next(self.clock)
        self.commands.append(command)
        events: list[Event] = []
        self.answer: Answer | None = self.engine.apply(command, events)
        self.events += events
        return events

    def enter(
        self,
        side: str,
        qty: int,
        price: int | None = None,
        *,
        account: str = "NORD-01",
        tif: str | None = None,
        cl_ord_id: str | None = None,
        symbol: str = "CLF27",
        ord_type: str | None = None,
        entered_by: str = "tester",
        **terms: Any,
    ) -> list[Event]:
        """Enter an order; ``price`` in ticks, None for an order without a limit, ``terms`` as in
        ``Terms``."""
        return self.send(
            self.order(
                side,
                qty,
                price,
                account=account,
                tif=tif,
                cl_ord_id=cl_ord_id,
                symbol=symbol,
                ord_type=ord_type,
                entered_by=entered_by,
                **terms,
            )
        )

    def order(
        self,
        side: str,
        qty: int,
        price: int | None = None,
        *,
        account: str = "NORD-01",
        tif: str | None = None,
        cl_ord_id: str | None = None,
        symbol: str = "CLF27",
        ord_type: str | None = None,
        entered_by: str = "tester",
        **terms: Any,
    ) -> NewOrder:
        """The command of ``enter``."""
        ord_type = ord_type or ("market" if price is None else "limit")
        return NewOrder(
            0,
            account,
            cl_ord_id or f"o{next(self.ids)}",
            symbol,
            enums.SIDES[side],
            enums.ORD_TYPES[ord_type],
            enums.TIFS[tif or ("ioc" if ord_type == "market" else "day")],
            qty,
            0 if price is None else price,
            entered_by,
            Terms(**terms) if terms else None,
        )

    def group(self, contingency: str, *orders: NewOrder, list_id: str = "g") -> list[Event]:
        """Enter a group of the first order's account."""
        number = enums.CONTINGENCIES[contingency]
        return self.send(NewGroup(0, orders[0].account, list_id, number, list(orders)))

    def cancel(
        self, orig: str, account: str = "NORD-01", cl_ord_id: str | None = None
    ) -> list[Event]:
        return self.send(CancelOrder(0, account, cl_ord_id or f"c{next(self.ids)}", orig))

    def replace(
        self,
        orig: str,
        qty: int,
        price: int,
        account: str = "NORD-01",
        cl_ord_id: str | None = None,
        symbol: str = "CLF27",
        stop_price: int | None = None,
        display_qty: int | None = None,
    ) -> list[Event]:
        cl_ord_id = cl_ord_id or f"r{next(self.ids)}"
        fields = (orig, symbol, qty, price, stop_price, display_qty)
        return self.send(ReplaceOrder(0, account, cl_ord_id, *fields))

    def phase(self, name: str, symbol: str = "CLF27", trade_date: int = 0) -> list[Event]:
        """Bring an instrument into a phase."""
        return self.send(SetSession(0, symbol, enums.STATUS_NAMES.index(name), trade_date))

    def status(self, symbol: str = "CLF27") -> str:
        """The phase of an instrument."""
        return enums.STATUS_NAMES[self.engine.instruments[symbol].status]

    def at(self, ts: int) -> list[Event]:
        """Let the clock stand at ``ts``, and what is due until then happen."""
        self.clock = count(ts)
        return self.send(AdvanceTime(0))

    def book(self, symbol: str = "CLF27") -> str:
        """The book as text, bids then asks, best first: ``10@100 5@99 | 3@101``."""
        book = self.engine.instruments[symbol].book
        sides = (book.levels(side) for side in (enums.BUY, enums.SELL))
        return " | ".join(" ".join(f"{qty}@{price}" for price, qty, _ in side) for side in sides)


def change(row: Any, **values: Any) -> Any:
    """A newer version of a row."""
    return msgspec.structs.replace(row, **{"version": row.version + 1, **values})


def short(events: list[Event]) -> list[str]:
    """Events in few words: ``trade o1 3@101``, ``canceled o2 IOC_REMAINDER``."""
    found = []
    for event in events:
        if isinstance(event, CancelReject):
            found.append(f"cancel_reject {event.cl_ord_id} {event.code}")
            continue
        assert isinstance(event, Execution)
        words = [enums.EXEC_TYPE_NAMES[event.exec_type], event.cl_ord_id]
        if event.last_qty:
            words.append(f"{event.last_qty}@{event.last_price}")
        if event.exec_type in {enums.EXEC_RESTATED, enums.EXEC_TRIGGERED}:
            words.append(f"{event.leaves}/{event.qty}")
        if event.code:
            words.append(event.code)
        found.append(" ".join(words))
    return found
