"""Ends of many orders at once: kill switch, mass cancel.

The order of the ends is part of the journal's format: a replay numbers the events as before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book.order import Order
from ..model.commands import MassCancel, SetKillSwitch
from ..model.enums import CANCELED, EXEC_CANCELED
from ..model.events import Event
from ..risk.state import AccountState

if TYPE_CHECKING:
    from .engine import Engine


def cancel_all(
    engine: Engine, orders: list[Order], code: str, ts: int, events: list[Event]
) -> None:
    """Cancel open orders, in the order given."""
    end_all(engine, orders, EXEC_CANCELED, CANCELED, code, ts, events)


def end_all(
    engine: Engine,
    orders: list[Order],
    exec_type: int,
    status: int,
    code: str,
    ts: int,
    events: list[Event],
) -> None:
    """Cancel or expire open orders, in the order given.

    What that means for groups comes when all have ended.
    """
    for order in orders:
        account, instrument = engine.accounts[order.account], engine.instruments[order.symbol]
        engine.end(order, account, instrument, exec_type, status, code, ts, events)


def orders_in(engine: Engine, symbol: str) -> list[Order]:
    """The open orders of an instrument: its book, then those outside it by number."""
    outside: list[Order] = []
    for account in engine.accounts.values():
        if symbol in account.exposures:
            _collect(account, symbol, 0, "", outside)
    resting = list(engine.instruments[symbol].book.orders())
    return resting + sorted((o for o in outside if o.level is None), key=_number)


def mass_cancel(engine: Engine, command: MassCancel, events: list[Event]) -> None:
    """Cancel the open orders that match every filter."""
    found: list[Order] = []
    for account in engine.accounts.values():
        if command.accounts and account.code not in command.accounts:
            continue
        if not command.firm or command.firm == account.row.firm:
            _collect(account, command.symbol, command.side, command.entered_by, found)
    cancel_all(engine, sorted(found, key=_number), command.code, command.ts, events)


def set_kill_switch(engine: Engine, command: SetKillSwitch, events: list[Event]) -> None:
    """Stop or allow trading in a scope; stopping cancels its open orders."""
    scope, code = command.scope, command.code
    if scope == "all":
        engine.killed = command.on
    elif scope == "firm" and code in engine.firms:
        engine.firms[code].killed = command.on
    elif scope == "account" and code in engine.accounts:
        engine.accounts[code].killed = command.on
    found: list[Order] = []
    for account in engine.accounts.values():
        account.refresh(engine.killed)
        if scope == "all" or code == (account.row.firm if scope == "firm" else account.code):
            own: list[Order] = []
            _collect(account, "", 0, "", own)
            found += sorted(own, key=_number)
    if command.on:
        cancel_all(engine, found, "KILL_SWITCH", command.ts, events)


def entered_by(engine: Engine, user: str) -> list[Order]:
    """The open orders a login entered, by number."""
    found: list[Order] = []
    for account in engine.accounts.values():
        _collect(account, "", 0, user, found)
    return sorted(found, key=_number)


def _collect(account: AccountState, symbol: str, side: int, user: str, found: list[Order]) -> None:
    """Add an account's open orders that match; an empty filter matches all."""
    order = account.first_order
    while order is not None:
        if (
            (not symbol or order.symbol == symbol)
            and (not side or order.side == side)
            and (not user or order.entered_by == user)
        ):
            found.append(order)
        order = order.own_after


def _number(order: Order) -> int:
    return order.order_id
