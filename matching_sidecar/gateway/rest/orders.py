"""Orders over REST."""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from ...book.order import Order
from ...model.enums import EXEC_REJECTED
from ...model.events import CancelReject
from ...risk.state import AccountState
from ...shard.shard import Shard
from ...wire.commands import to_command
from ...wire.errors import EdgeError, excerpt
from ...wire.messages import CancelFields, NewFields, ReplaceFields
from ...wire.reports import ExecutionReport, report
from .services import authenticate, read, respond, services, submit

MAX_ORDERS: Final = 1_000

T = TypeVar("T", NewFields, CancelFields, ReplaceFields)

_NEW = msgspec.json.Decoder(NewFields)
_CANCEL = msgspec.json.Decoder(CancelFields)
_REPLACE = msgspec.json.Decoder(ReplaceFields)


async def enter(request: Request) -> Response:
    """POST /v1/orders"""
    return await _order(request, _NEW, 201)


async def cancel(request: Request) -> Response:
    """POST /v1/orders/cancel"""
    return await _order(request, _CANCEL, 200)


async def replace(request: Request) -> Response:
    """POST /v1/orders/replace"""
    return await _order(request, _REPLACE, 200)


async def _order(request: Request, decoder: msgspec.json.Decoder[T], created: int) -> Response:
    principal = authenticate(request, "trade")
    message = await read(request, decoder)
    command = to_command(message, principal, services(request).shard.engine)
    if isinstance(command, EdgeError):
        raise command
    answer, events = await submit(request, command)
    assert answer is not None  # noqa: S101 - only the house's commands have none
    if isinstance(answer, CancelReject):
        status = 409
    elif answer.exec_type == EXEC_REJECTED:
        status = 422
    else:
        status = created if events else 200
    return respond(report(answer), status)


async def open_orders(request: Request) -> Response:
    """GET /v1/orders"""
    principal = authenticate(request, "view")
    shard = services(request).shard
    account, symbol = request.query_params.get("account"), request.query_params.get("symbol")
    if account is not None and not (
        account in shard.engine.accounts and principal.may_use(account)
    ):
        raise EdgeError("UNKNOWN_ACCOUNT", f"unknown account {excerpt(account)}", "account")
    codes = [account] if account is not None else sorted(shard.engine.accounts)
    accounts = [shard.engine.accounts[code] for code in codes if principal.may_use(code)]
    found = [
        current
        for state in accounts
        for order in state.orders()
        if symbol is None or order.symbol == symbol
        if (current := current_report(shard, state, order)) is not None
    ]
    return respond(found[:MAX_ORDERS])


async def open_order(request: Request) -> Response:
    """GET /v1/orders/{account}/{cl_ord_id}"""
    principal = authenticate(request, "view")
    shard = services(request).shard
    account, cl_ord_id = request.path_params["account"], request.path_params["cl_ord_id"]
    state = shard.engine.accounts.get(account)
    if state is None or not principal.may_use(account):
        raise EdgeError("UNKNOWN_ACCOUNT", f"unknown account {excerpt(account)}", "account")
    order = state.order(cl_ord_id)
    found = None if order is None else current_report(shard, state, order)
    if found is None:
        raise EdgeError("UNKNOWN_ORDER", f"no open order {excerpt(cl_ord_id)}", "cl_ord_id")
    return respond(found)


def current_report(shard: Shard, account: AccountState, order: Order) -> ExecutionReport | None:
    """The report that accepted an open order's latest id, with its quantities and status as they are now.

    None while that report is not durable yet.
    """
    try:
        accepted = shard.event_log.get(order.seq)
    except LookupError:
        return None
    now = msgspec.structs.replace(
        accepted,
        ord_status=order.status,
        leaves=order.leaves,
        cum=order.cum,
        cum_value=order.cum_value,
    )
    found = report(now)
    return found if isinstance(found, ExecutionReport) else None
