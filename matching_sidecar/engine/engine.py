"""The engine: one shard's instruments, accounts and orders, changed by commands only."""

from __future__ import annotations

from typing import Final

from msgspec.structs import astuple as _astuple

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..model.commands import (
    CancelOrder,
    Command,
    Epoch,
    NewOrder,
    ReplaceOrder,
    SetKillSwitch,
    SetSession,
    UpdateReference,
)
from ..model.enums import (
    BUY,
    CANCELED,
    EXEC_CANCELED,
    EXEC_NEW,
    EXEC_REJECTED,
    FOK,
    IOC,
    MAKER,
    MARKET,
    NEW,
    REJECTED,
    TAKER,
)
from ..model.events import Answer, Event, Refusal, Repeat
from ..model.terms import Terms
from ..risk import gate
from ..risk.state import AccountState, Exposure, FirmState
from . import reports, requests, supervision

NewOrderFields = tuple[int, str, str, str, int, int, int, int, int, str, Terms | None]
"""``NewOrder`` in one go: taking its attributes one by one costs twice as much."""

astuple: Final = _astuple


class Engine:
    """State of a shard.

    ``event_seq``, ``order_id`` and ``trade_id`` are the last numbers given out. ``touched``
    collects the symbols whose book or last trade changed, ``notices`` those whose status or
    definition changed; market data takes and clears both. ``users`` holds one copy of each name in
    ``entered_by``.
    """

    __slots__ = (
        "accounts",
        "epoch",
        "event_seq",
        "firms",
        "instruments",
        "killed",
        "notices",
        "order_id",
        "reference_version",
        "session_start",
        "touched",
        "trade_id",
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
        self.touched: set[str] = set()
        self.notices: set[str] = set()
        self.users: dict[str, str] = {}

    def apply(self, command: Command, events: list[Event]) -> Answer | None:
        """Apply one command, appending the numbered events it causes.

        Returns the answer to who sent it: the first event, or a ``Repeat`` or ``Refusal``; None
        for commands of the house (reference data, sessions, kill switch), which always succeed.
        """
        kind = type(command)
        if kind is NewOrder:
            return self._new(command, events)  # type: ignore[arg-type]
        if kind is CancelOrder:
            return requests.cancel(self, command, events)  # type: ignore[arg-type]
        if kind is ReplaceOrder:
            return requests.replace(self, command, events)  # type: ignore[arg-type]
        if kind is UpdateReference:
            supervision.update_reference(self, command, events)  # type: ignore[arg-type]
        elif kind is SetSession:
            supervision.set_session(self, command, events)  # type: ignore[arg-type]
        elif kind is SetKillSwitch:
            supervision.set_kill_switch(self, command, events)  # type: ignore[arg-type]
        elif kind is Epoch:
            self.epoch = command.epoch  # type: ignore[union-attr]
        return None

    def _new(self, command: NewOrder, events: list[Event]) -> Answer:
        fields: NewOrderFields = astuple(command)
        ts, account_code, cl_ord_id, symbol, side, ord_type, tif, qty, price, entered_by, _ = fields
        account = self.accounts.get(account_code)
        if account is None:
            return Refusal("UNKNOWN_ACCOUNT", cl_ord_id)
        instrument = self.instruments.get(symbol)
        if instrument is None:
            known = account.ids.get(cl_ord_id)
            if known is None:
                return Refusal("UNKNOWN_SYMBOL", cl_ord_id)
            return Repeat(known.seq_of(cl_ord_id) if isinstance(known, Order) else known)
        market = ord_type == MARKET
        seq = self.event_seq + 1
        # An order lives long: it shares its texts with all others instead of keeping its own.
        order = Order(
            self.order_id + 1,
            account.code,
            cl_ord_id,
            instrument.symbol,
            side,
            ord_type,
            tif,
            qty,
            0 if market else price,
            self.users.setdefault(entered_by, entered_by),
            seq,
        )
        used = account.ids.setdefault(cl_ord_id, order)
        if used is not order:
            return Repeat(used.seq_of(cl_ord_id) if isinstance(used, Order) else used)
        self.order_id += 1
        self.event_seq = seq
        exposure = account.exposure(instrument.symbol)
        if gate.throttled(account, ts):
            code = "THROTTLED"
        elif market and tif != IOC and tif != FOK:
            code = "UNSUPPORTED"
        else:
            code = gate.check(
                account, instrument, exposure, side, None if market else price, qty, qty
            )
        if code:
            answer = reports.execution(seq, ts, EXEC_REJECTED, REJECTED, order, instrument, code)
            events.append(answer)
            account.ids[cl_ord_id] = seq
            return answer
        answer = reports.execution(seq, ts, EXEC_NEW, NEW, order, instrument)
        events.append(answer)
        exposure.open(side == BUY, qty)
        self.execute(order, account, instrument, exposure, ts, events)
        return answer

    def execute(
        self,
        order: Order,
        account: AccountState,
        instrument: InstrumentState,
        exposure: Exposure,
        ts: int,
        events: list[Event],
    ) -> None:
        """Match an accepted order, then let what is left rest or end."""
        book, side = instrument.book, order.side
        # A market order sweeps no further than the bands (OM-02).
        market = order.ord_type == MARKET
        limit_key = instrument.sweep_key(side) if market else book.limit_key(side, order.price)
        code = ""
        if order.tif == FOK and not book.can_fill(side, limit_key, order.leaves):
            code = "FOK_UNFILLED"
        else:
            maker = book.next_maker(side, limit_key)
            if maker is not None:
                self._trade(order, maker, instrument, exposure, limit_key, ts, events)
        if order.leaves:
            if order.tif == IOC or order.tif == FOK:
                code = code or ("MARKET_RESIDUAL" if order.ord_type == MARKET else "IOC_REMAINDER")
                self.end(order, account, instrument, EXEC_CANCELED, CANCELED, code, ts, events)
                return
            book.rest(order)
            self.touched.add(order.symbol)
            account.keep(order)
        else:
            account.forget(order)

    def _trade(
        self,
        taker: Order,
        maker: Order | None,
        instrument: InstrumentState,
        exposure: Exposure,
        limit_key: int,
        ts: int,
        events: list[Event],
    ) -> None:
        """Match ``taker``, first against ``maker``, and report each fill, the taker's side
        first."""
        book, side = instrument.book, taker.side
        buy, symbol = side == BUY, taker.symbol
        accounts = self.accounts
        while maker is not None:
            price = maker.price
            lots = book.trade(taker, maker)
            self.trade_id = trade_id = self.trade_id + 1
            self.event_seq = seq = self.event_seq + 2
            events.append(
                reports.trade(seq - 1, ts, taker, instrument, lots, price, trade_id, TAKER)
            )
            events.append(reports.trade(seq, ts, maker, instrument, lots, price, trade_id, MAKER))
            exposure.fill(buy, lots)
            owner = accounts[maker.account]
            owner.exposure(symbol).fill(not buy, lots)
            if not maker.leaves:
                owner.forget(maker)
            instrument.record(price, lots)
            maker = book.next_maker(side, limit_key) if taker.leaves else None
        self.touched.add(symbol)

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
        if order.level is not None:
            instrument.book.remove(order)
            self.touched.add(order.symbol)
        account.exposure(order.symbol).open(order.side == BUY, -order.leaves)
        self.event_seq += 1
        event = reports.execution(self.event_seq, ts, exec_type, status, order, instrument, code)
        events.append(event)
        return event
