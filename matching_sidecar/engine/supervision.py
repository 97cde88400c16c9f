"""The house's commands: reference data, trading sessions, kill switches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..model.commands import SetKillSwitch, SetSession, UpdateReference
from ..model.enums import CANCELED, CLOSED, DAY, EXEC_CANCELED, EXEC_EXPIRED, EXPIRED
from ..model.events import Event
from ..model.reference import AccountRow, FirmRow, InstrumentRow
from ..risk.state import AccountState, FirmState

if TYPE_CHECKING:
    from .engine import Engine


def update_reference(engine: Engine, command: UpdateReference, events: list[Event]) -> None:
    """Take over rows that are newer than what is there; an account of an unknown firm makes the
    firm known, inactive."""
    for row in command.rows:
        if isinstance(row, InstrumentRow):
            _define_instrument(engine, row, command.ts, events)
        elif isinstance(row, FirmRow):
            firm = engine.firms.get(row.code)
            if firm is None:
                engine.firms[row.code] = FirmState(row)
            elif row.version > firm.row.version:
                firm.define(row)
        else:
            _define_account(engine, row)
        engine.reference_version = max(engine.reference_version, row.version)
    _refresh(engine)


def _define_instrument(engine: Engine, row: InstrumentRow, ts: int, events: list[Event]) -> None:
    instrument = engine.instruments.get(row.code)
    engine.notices.add(row.code)
    if instrument is None:
        engine.instruments[row.code] = InstrumentState(row)
        return
    old = instrument.row
    if row.version <= old.version:
        return
    if (row.tick_num * old.tick_den, row.lot) != (old.tick_num * row.tick_den, old.lot):
        # Resting orders are in old ticks and lots: their owners must enter them anew.
        for order in list(instrument.book.orders()):
            account = engine.accounts[order.account]
            engine.end(
                order, account, instrument, EXEC_CANCELED, CANCELED, "REFERENCE_CHANGE", ts, events
            )
        if instrument.last_price is not None:
            instrument.last_price = row.to_ticks(old.to_price(instrument.last_price))
        instrument.book.forget_changes()
    instrument.define(row)
    engine.touch(instrument)


def _define_account(engine: Engine, row: AccountRow) -> None:
    firm = engine.firms.get(row.firm)
    if firm is None:
        firm = engine.firms[row.firm] = FirmState(FirmRow(row.firm, 0, active=False))
    account = engine.accounts.get(row.code)
    if account is None:
        engine.accounts[row.code] = AccountState(row, firm)
    elif row.version > account.row.version:
        account.define(row, firm)


def set_session(engine: Engine, command: SetSession, events: list[Event]) -> None:
    """Change the status of an instrument or of all; closing expires DAY orders."""
    everything = command.symbol == "*"
    for symbol, instrument in engine.instruments.items():
        if not everything and symbol != command.symbol:
            continue
        if command.trade_date not in (0, instrument.trade_date):
            instrument.begin_day(command.trade_date)
        instrument.status = command.status
        instrument.phase_ts = command.ts
        engine.notices.add(symbol)
        if command.status == CLOSED:
            for order in [order for order in instrument.book.orders() if order.tif == DAY]:
                account = engine.accounts[order.account]
                engine.end(
                    order,
                    account,
                    instrument,
                    EXEC_EXPIRED,
                    EXPIRED,
                    "SESSION_END",
                    command.ts,
                    events,
                )
    if everything and command.status == CLOSED:
        _forget_old_ids(engine)


def _forget_old_ids(engine: Engine) -> None:
    """Client order ids are remembered to the end of the session after theirs, and as long as the
    order is open."""
    previous = engine.session_start
    for account in engine.accounts.values():
        account.ids = {
            cl_ord_id: found
            for cl_ord_id, found in account.ids.items()
            if isinstance(found, Order) or found > previous
        }
    engine.session_start = engine.event_seq


def set_kill_switch(engine: Engine, command: SetKillSwitch, events: list[Event]) -> None:
    """Stop or allow trading in a scope; stopping cancels its open orders."""
    scope, code = command.scope, command.code
    if scope == "all":
        engine.killed = command.on
    elif scope == "firm" and code in engine.firms:
        engine.firms[code].killed = command.on
    elif scope == "account" and code in engine.accounts:
        engine.accounts[code].killed = command.on
    _refresh(engine)
    if not command.on:
        return
    for account in engine.accounts.values():
        if scope == "all" or code == (account.row.firm if scope == "firm" else account.row.code):
            for order in account.orders():
                instrument = engine.instruments[order.symbol]
                engine.end(
                    order,
                    account,
                    instrument,
                    EXEC_CANCELED,
                    CANCELED,
                    "KILL_SWITCH",
                    command.ts,
                    events,
                )


def _refresh(engine: Engine) -> None:
    for account in engine.accounts.values():
        account.refresh(engine.killed)
