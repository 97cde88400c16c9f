"""Requests about open orders: cancel, replace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import astuple as _astuple

from ..book.order import Order
from ..model.commands import CancelOrder, ReplaceOrder
from ..model.enums import CANCELED, EXEC_CANCELED, UNKNOWN
from ..model.events import Answer, CancelReject, Event, Refusal, Repeat
from ..risk.state import AccountState
from . import replacing

if TYPE_CHECKING:
    from .engine import Engine

CancelOrderFields = tuple[int, str, str, str]
"""``CancelOrder`` in one go: taking its attributes one by one costs twice as much."""

astuple: Final = _astuple


def cancel(engine: Engine, command: CancelOrder, events: list[Event]) -> Answer:
    """Cancel an open order. A fill that was faster wins: then it is too late."""
    fields: CancelOrderFields = astuple(command)
    ts, account_code, cl_ord_id, asked = fields
    account = engine.accounts.get(account_code)
    if account is None:
        return Refusal("UNKNOWN_ACCOUNT", cl_ord_id)
    seq = engine.event_seq + 1
    used = account.claim(cl_ord_id, seq)
    if used:
        return Repeat(used)
    order = account.order(asked)
    if order is None:
        code = _not_open(account, cl_ord_id, asked)
        return _refuse(engine, ts, account, cl_ord_id, asked, None, code, False, events)
    account.forget(order)
    order.rename(cl_ord_id, seq, asked)
    return engine.close(
        order,
        account,
        engine.instruments[order.symbol],
        EXEC_CANCELED,
        CANCELED,
        "USER_CANCEL",
        ts,
        events,
    )


def replace(engine: Engine, command: ReplaceOrder, events: list[Event]) -> Answer:
    """Change an open order (docs/matching.md)."""
    account = engine.accounts.get(command.account)
    if account is None:
        return Refusal("UNKNOWN_ACCOUNT", command.cl_ord_id)
    cl_ord_id, asked, seq = command.cl_ord_id, command.orig_cl_ord_id, engine.event_seq + 1
    used = account.claim(cl_ord_id, seq)
    if used:
        return Repeat(used)
    order = account.order(asked)
    ts = command.ts
    if order is None or order.symbol != command.symbol:
        code = _not_open(account, cl_ord_id, asked)
        return _refuse(engine, ts, account, cl_ord_id, asked, None, code, True, events)
    code = replacing.refusal(engine, command, order, account)
    if code:
        return _refuse(engine, ts, account, cl_ord_id, asked, order, code, True, events)
    engine.event_seq = seq
    order.rename(cl_ord_id, seq, asked)
    account.ids[cl_ord_id] = order
    return replacing.apply(engine, command, order, account, seq, events)


def _not_open(account: AccountState, cl_ord_id: str, asked: str) -> str:
    """Why there is no such order to change."""
    return "TOO_LATE" if asked != cl_ord_id and asked in account.ids else "UNKNOWN_ORDER"


def _refuse(
    engine: Engine,
    ts: int,
    account: AccountState,
    cl_ord_id: str,
    asked: str,
    order: Order | None,
    code: str,
    replace: bool,
    events: list[Event],
) -> CancelReject:
    engine.event_seq += 1
    answer = CancelReject(
        engine.event_seq,
        ts,
        cl_ord_id,
        asked,
        account.code,
        order.symbol if order else "",
        order.order_id if order else 0,
        order.status if order else UNKNOWN,
        replace,
        code,
    )
    events.append(answer)
    return answer
