"""Orders over REST."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import msgspec

from ...book.order import Order
from ...model.enums import EXEC_REJECTED
from ...model.events import Answer, CancelReject, Event
from ...risk.state import AccountState
from ...shard.shard import Shard
from ...wire.answers import canceled
from ...wire.commands import to_command
from ...wire.decode import decode_body, decode_order
from ...wire.errors import EdgeError, excerpt
from ...wire.mass_cancel import mass_cancel
from ...wire.messages import (
    CancelFields,
    GroupFields,
    MassCancelFields,
    OrderRequest,
    ReplaceFields,
)
from ...wire.reports import ExecutionReport, encode, report
from ..http.message import Request, Response, json
from .services import Services, authenticate, parameters, read, submit

MAX_ORDERS: Final = 1_000

_CANCEL = msgspec.json.Decoder(CancelFields)
_REPLACE = msgspec.json.Decoder(ReplaceFields)
_GROUP = msgspec.json.Decoder(GroupFields)
_MASS_CANCEL = msgspec.json.Decoder(MassCancelFields)


def enter(services: Services, request: Request) -> None:
    """POST /v1/orders"""
    _order(services, request, decode_order, 201)


def enter_group(services: Services, request: Request) -> None:
    """POST /v1/orders/group"""
    _order(services, request, partial(decode_body, _GROUP), 201)


def cancel(services: Services, request: Request) -> None:
    """POST /v1/orders/cancel"""
    _order(services, request, partial(decode_body, _CANCEL), 200)


def replace(services: Services, request: Request) -> None:
    """POST /v1/orders/replace"""
    _order(services, request, partial(decode_body, _REPLACE), 200)


def cancel_many(services: Services, request: Request) -> None:
    """POST /v1/orders/mass_cancel"""
    principal = authenticate(services, request, "trade")
    message = read(request, _MASS_CANCEL)
    command = mass_cancel(message, principal, services.shard.engine)
    submit(services, request, command, _canceled)


def _order(
    services: Services, request: Request, decode: Callable[[bytes], OrderRequest], created: int
) -> None:
    principal = authenticate(services, request, "trade")
    command = to_command(decode(request.body), principal, services.shard.engine)
    if isinstance(command, EdgeError):
        raise command
    submit(services, request, command, partial(_answer, created))


def _answer(created: int, answer: Answer | None, events: Sequence[Event]) -> Response:
    if isinstance(answer, CancelReject):
        status = 409
    elif answer.exec_type == EXEC_REJECTED:  # type: ignore[union-attr]  # commands of clients have one
        status = 422
    else:
        status = created if events else 200
    return Response(status, encode(answer))  # type: ignore[arg-type]


def _canceled(_answer: Answer | None, events: Sequence[Event]) -> Response:
    return json({"canceled": canceled(events)})


def open_orders(services: Services, request: Request) -> Response:
    """GET /v1/orders"""
    principal = authenticate(services, request, "view")
    shard, given = services.shard, parameters(request)
    account, symbol = given.get("account"), given.get("symbol")
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
    return json(found[:MAX_ORDERS])


def open_order(services: Services, request: Request, account: str, cl_ord_id: str) -> Response:
    """GET /v1/orders/{account}/{cl_ord_id}"""
    principal = authenticate(services, request, "view")
    shard = services.shard
    state = shard.engine.accounts.get(account)
    if state is None or not principal.may_use(account):
        raise EdgeError("UNKNOWN_ACCOUNT", f"unknown account {excerpt(account)}", "account")
    order = state.order(cl_ord_id)
    found = None if order is None else current_report(shard, state, order)
    if found is None:
        raise EdgeError("UNKNOWN_ORDER", f"no open order {excerpt(cl_ord_id)}", "cl_ord_id")
    return json(found)


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
        qty=order.qty,
        price=order.price,
        stop_price=None if order.special is None else order.special.stop_price,
    )
    found = report(now)
    return found if isinstance(found, ExecutionReport) else None
