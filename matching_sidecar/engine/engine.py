"""The engine: one shard's instruments, accounts and orders, changed by commands only."""

from __future__ import annotations

from collections import deque
from typing import Final

from ..book.group import Group
from ..book.instrument import InstrumentState
from ..book.order import Order
from ..model.commands import (
    CancelOrder,
    Command,
    NewGroup,
    NewOrder,
    ReplaceOrder,
)
from ..model.enums import (
    BUY,
    CANCELED,
    EXEC_CANCELED,
    FOK,
    IOC,
    MAKER,
    MARKET,
    OPEN,
    TAKER,
)
from ..model.events import Answer, Event
from ..risk.state import AccountState, Exposure, FirmState
from ..risk.terms import at_market
from . import (
    due,
    entry,
    follow,
    group_entry,
    halts,
    house,
    reports,
    requests,
    routing,
    self_trade,
    settle,
    spreads,
)
from .due import NEVER, DueList

_NEW: Final = NewOrder
_CANCEL: Final = CancelOrder


class Engine:
    """State of a shard.

    ``event_seq``, ``order_id`` and ``trade_id`` are the last numbers given out. ``touched``
    collects the symbols whose book or last trade changed, ``notices`` those whose status or
    definition changed; market data takes and clears both. ``users`` holds one copy of each name in
    ``entered_by``. ``closed_date`` is the last trade date of which an instrument closed. ``armed``
    has the grace of each login that asks for cancel on disconnect, ``lost`` the number under which
    ``due`` has the end of the grace of those that are gone. ``legs`` names the two of each
    calendar spread, bought first.

    ``busted`` are the trades that were cancelled, ``amended`` has the latest event of each order
    of which a trade was changed.

    Within a step: ``restless`` when something may follow from it, ``changed`` the instruments
    with waiting orders it changed, ``triggered`` the stops whose turn is to come, ``group_news``
    fills (group, order, lots, lots filled so far) and ends (group, order, 0, 0) of orders in groups.
    """

    __slots__ = (
        "accounts",
        "amended",
        "armed",
        "busted",
        "changed",
        "closed_date",
        "due",
        "epoch",
        "event_seq",
        "firms",
        "group_news",
        "instruments",
        "killed",
        "legs",
        "lost",
        "notices",
        "order_id",
        "reference_version",
        "restless",
        "session_start",
        "touched",
        "trade_id",
        "triggered",
        "users",
    )

    def __init__(self) -> None:
        self.instruments: dict[str, InstrumentState] = {}
        self.accounts: dict[str, AccountState] = {}
        self.firms: dict[str, FirmState] = {}
        self.reference_version = 0
        self.event_seq = 0
        self.order_id = 0
        self.trade_id = 0
        self.killed = False
        self.session_start = 0
        self.epoch = 0
        self.closed_date = 0
        self.due = DueList()
        self.busted: set[int] = set()
        self.amended: dict[int, int] = {}
        self.armed: dict[str, int] = {}
        self.lost: dict[str, int] = {}
        self.legs: dict[str, tuple[str, str]] = {}
        self.touched: set[str] = set()
        self.notices: set[str] = set()
        self.users: dict[str, str] = {}
        self.restless = False
        self.changed: set[str] = set()
        self.triggered: deque[Order] = deque()
        self.group_news: deque[tuple[Group, Order, int, int]] = deque()

    def apply(self, command: Command, events: list[Event]) -> Answer | None:
        """Apply one command, appending the numbered events it causes.

        Returns the answer to who sent it: the first event, or a ``Repeat`` or ``Refusal``; None
        for commands of the house (reference data, sessions, kill switch), which always succeed.
        """
        due_next = self.due.next
        if due_next != NEVER and due_next <= command.ts:
            due.run(self, command.ts, events)
        answer = self._dispatch(command, events)
        if self.restless:
            settle.settle(self, command.ts, events)
        return answer

    def apply_all(self, commands: list[Command], events: list[Event]) -> None:
        """Apply commands one after the other: a replay, where nobody waits for an answer."""
        for command in commands:
            self.apply(command, events)

    def _dispatch(self, command: Command, events: list[Event]) -> Answer | None:
        kind = type(command)
        if kind is _NEW:
            return entry.enter(self, command, events)  # type: ignore[arg-type]
        if kind is _CANCEL:
            return requests.cancel(self, command, events)  # type: ignore[arg-type]
        if kind is ReplaceOrder:
            return requests.replace(self, command, events)  # type: ignore[arg-type]
        if kind is NewGroup:
            return group_entry.enter(self, command, events)  # type: ignore[arg-type]
        return house.apply(self, command, events)

    def process(
        self,
        order: Order,
        account: AccountState,
        instrument: InstrumentState,
        exposure: Exposure,
        ts: int,
        events: list[Event],
    ) -> None:
        """Let an accepted, triggered or armed order do what it is for: wait, match, rest."""
        if order.special is not None or instrument.status != OPEN:
            routing.route(self, order, account, instrument, exposure, ts, events)
        else:
            self.match(order, account, instrument, exposure, ts, events)

    def match(
        self,
        order: Order,
        account: AccountState,
        instrument: InstrumentState,
        exposure: Exposure,
        ts: int,
        events: list[Event],
    ) -> None:
        """Match an order, then let what is left rest or end."""
        book, side, special = instrument.book, order.side, order.special
        market = order.ord_type == MARKET or (special is not None and at_market(order.ord_type))
        # A market order sweeps no further than the bands (OM-02).
        limit_key = instrument.sweep_key(side) if market else book.limit_key(side, order.price)
        prevention = account.stp
        if special is not None:
            prevention = self_trade.mode(special, account)
        wanted_key = limit_key
        if instrument.halt_bp:
            limit_key = instrument.halted_key(side, limit_key)
        code = ""
        if order.tif == FOK and not self_trade.can_fill(
            self, order, account, instrument, limit_key, order.leaves, prevention
        ):
            code = "FOK_UNFILLED"
        elif instrument.first is not None:
            code = spreads.trade(
                self, order, account, instrument, exposure, limit_key, prevention, ts, events
            )
        else:
            maker = book.next_maker(side, limit_key)
            if maker is not None:
                code = self.trade(
                    order, maker, account, instrument, exposure, limit_key, prevention, ts, events
                )
        if wanted_key != limit_key and not code and order.leaves and order.tif != FOK:
            code = halts.consider(self, order, instrument, wanted_key, market, ts)
        if not order.leaves:
            if special is None or special.to_come <= 0:
                account.forget(order)
        elif code or market or order.tif == IOC or order.tif == FOK:
            code = code or ("MARKET_RESIDUAL" if market else "IOC_REMAINDER")
            self.end(order, account, instrument, EXEC_CANCELED, CANCELED, code, ts, events)
        else:
            book.rest(order)
            self.touch(instrument)
            account.keep(order)

    def trade(
        self,
        taker: Order,
        maker: Order | None,
        account: AccountState,
        instrument: InstrumentState,
        exposure: Exposure,
        limit_key: int,
        prevention: int,
        ts: int,
        events: list[Event],
    ) -> str:
        """Match ``taker``, first against ``maker``, and report each fill, the taker's side first.

        Returns the code with which what is left of the taker is cancelled, or "".
        """
        book, side, watch = instrument.book, taker.side, instrument.watch
        buy, symbol = side == BUY, taker.symbol
        accounts = self.accounts
        code = ""
        while maker is not None:
            if prevention and self_trade.same_party(taker, maker, account, accounts):
                code = self_trade.prevent(self, taker, maker, prevention, ts, events)
                if code:
                    break
                maker = book.next_maker(side, limit_key) if taker.leaves else None
                continue
            price = maker.price
            lots = book.trade(taker, maker)
            self.trade_id = trade_id = self.trade_id + 1
            self.event_seq = seq = self.event_seq + 2
            events.append(
                reports.trade(seq - 1, ts, taker, instrument, lots, price, trade_id, TAKER)
            )
            events.append(reports.trade(seq, ts, maker, instrument, lots, price, trade_id, MAKER))
            if instrument.first is not None:
                spreads.add_legs(self, taker, maker, instrument, lots, price, ts, events)
            exposure.fill(buy, lots)
            owner = accounts[maker.account]
            owners = owner.exposure(symbol)
            owners.fill(not buy, lots)
            if taker.special is not None:
                follow.filled(self, taker, taker.special, exposure, instrument, lots)
            if maker.special is not None:
                follow.filled(self, maker, maker.special, owners, instrument, lots)
            if not maker.leaves and (maker.special is None or maker.special.to_come <= 0):
                owner.forget(maker)
            if watch is not None:
                watch.prints.append(price)
            instrument.record(price, lots)
            maker = book.next_maker(side, limit_key) if taker.leaves else None
        self.touch(instrument)
        return code

    def touch(self, instrument: InstrumentState) -> None:
        """Note that an instrument's book or last trade changed."""
        self.touched.add(instrument.symbol)
        if instrument.watch is not None or (instrument.spread and spreads.rests(instrument)):
            self.restless = True
            self.changed.add(instrument.symbol)

    def end(
        self,
        order: Order,
        account: AccountState,
        instrument: InstrumentState,
        exec_type: int,
        status: int,
        code: str,
        ts: int,
        events: list[Event],
    ) -> Event:
        """Cancel or expire what is open of an order, wherever it is."""
        account.forget(order)
        return self.close(order, account, instrument, exec_type, status, code, ts, events)

    def close(
        self,
        order: Order,
        account: AccountState,
        instrument: InstrumentState,
        exec_type: int,
        status: int,
        code: str,
        ts: int,
        events: list[Event],
    ) -> Event:
        """``end`` for an order its account has forgotten."""
        self.event_seq += 1
        event = reports.execution(self.event_seq, ts, exec_type, status, order, instrument, code)
        events.append(event)
        if order.special is not None:
            follow.ended(self, order, order.special, account, instrument)
        else:
            account.exposure(order.symbol).open(order.side == BUY, -order.leaves)
            if order.level is not None:
                instrument.book.remove(order)
                self.touch(instrument)
        return event
