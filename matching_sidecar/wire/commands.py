"""From a client's message to an engine command: the one way in, for WebSocket and REST alike (FEATURES OM-01).

Checked here: permission for the account, symbol, prices on the tick, order type with its prices, terms and time in
force. What depends on limits, positions and phase is the gate's, inside the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET
from msgspec.structs import astuple

from ..model.commands import CancelOrder, NewGroup, NewOrder, ReplaceOrder
from ..model.enums import (
    ATC,
    CONTINGENCIES,
    DAY,
    FOK,
    IOC,
    LIMIT,
    MARKET,
    MARKET_TO_LIMIT,
    OPG,
    ORD_TYPE_NAMES,
    ORD_TYPES,
    SIDES,
    STOP_LIMIT,
    TIF_NAMES,
    TIFS,
)
from .errors import EdgeError, excerpt
from .messages import (
    CancelFields,
    GroupFields,
    GroupOrder,
    NewFields,
    OrderRequest,
    PlainFields,
    ReplaceFields,
)
from .prices import off_tick, to_ticks
from .terms import to_terms

if TYPE_CHECKING:
    from ..engine.engine import Engine
    from ..gateway.auth import Principal
    from ..model.reference import InstrumentRow


def to_command(
    message: OrderRequest, principal: Principal, engine: Engine
) -> NewOrder | NewGroup | CancelOrder | ReplaceOrder | EdgeError:
    """Make the command, or say why not. ``ts`` is 0: the shard stamps it."""
    cl_ord_id = request_id(message)
    if not principal.may_trade:
        return EdgeError("NOT_PERMITTED", "the token does not permit trading", None, cl_ord_id)
    if not cl_ord_id.isprintable():
        return _unprintable("cl_ord_id", "")
    if message.account not in engine.accounts or not (
        principal.any_account or message.account in principal.accounts
    ):
        return unknown_account(message.account, cl_ord_id)
    if isinstance(message, PlainFields):
        return _plain(message, principal, engine)
    if isinstance(message, CancelFields):
        if not message.orig_cl_ord_id.isprintable():
            return _unprintable("orig_cl_ord_id", cl_ord_id)
        return CancelOrder(0, message.account, cl_ord_id, message.orig_cl_ord_id)
    try:
        if isinstance(message, ReplaceFields):
            return _replace(message, engine)
        if isinstance(message, GroupFields):
            return _group(message, principal, engine)
        return _new(message, message.account, principal, engine)
    except EdgeError as error:
        error.cl_ord_id = error.cl_ord_id or cl_ord_id
        return error


def request_id(message: OrderRequest) -> str:
    """What the answer to a request is known by: the id of a group's first order, else its own."""
    if isinstance(message, GroupFields):
        return message.orders[0].cl_ord_id
    return message.cl_ord_id


def _plain(message: PlainFields, principal: Principal, engine: Engine) -> NewOrder | EdgeError:
    """An order without terms, in the shortest way; what is not plain goes the other one."""
    instrument = engine.instruments.get(message.symbol)
    price, kind, tif = message.price, message.ord_type, message.time_in_force
    if (
        instrument is None
        or (kind is not UNSET and kind != "limit")
        or price is UNSET
        or price is None
        or tif == "gtd"
    ):
        return to_command(NewFields(*astuple(message)), principal, engine)  # type: ignore[return-value]
    ticks = instrument.row.to_ticks(price)
    if ticks is None:
        return off_tick(price, instrument.row, "price", message.cl_ord_id)
    return NewOrder(
        0,
        message.account,
        message.cl_ord_id,
        message.symbol,
        SIDES[message.side],
        LIMIT,
        DAY if tif is UNSET else TIFS[tif],
        message.order_qty,
        ticks,
        principal.sub,
    )


def _new(
    message: NewFields | GroupOrder, account: str, principal: Principal, engine: Engine
) -> NewOrder:
    """Any order.

    Raises:
        EdgeError: it cannot be meant like that.
    """
    row = known_instrument(message.symbol, engine)
    ord_type = LIMIT if message.ord_type is UNSET else ORD_TYPES[message.ord_type]
    tif = IOC if ord_type == MARKET else DAY
    if message.time_in_force is not UNSET:
        tif = TIFS[message.time_in_force]
    if ord_type == MARKET and tif not in (IOC, FOK, OPG, ATC):
        text = f"time_in_force of a market order must be ioc, fok, opg or atc, got {TIF_NAMES[tif]}"
        raise EdgeError("UNSUPPORTED", text, "time_in_force")
    price = message.price
    ticks = 0
    if ord_type in (LIMIT, STOP_LIMIT):
        if price is UNSET or price is None:
            text = f"a {ORD_TYPE_NAMES[ord_type]} order needs a price"
            raise EdgeError("FIELD_INVALID", text, "price")
        ticks = to_ticks(price, row, "price")
    elif price is not UNSET and price is not None:
        text = f"a {ORD_TYPE_NAMES[ord_type]} order has no price"
        raise EdgeError("FIELD_INVALID", text, "price")
    terms = to_terms(message, ord_type, tif, row)
    side = SIDES[message.side]
    return NewOrder(
        0,
        account,
        message.cl_ord_id,
        message.symbol,
        side,
        ord_type,
        tif,
        message.order_qty,
        ticks,
        principal.sub,
        terms,
    )


def _group(message: GroupFields, principal: Principal, engine: Engine) -> NewGroup:
    orders = []
    for order in message.orders:
        if not order.cl_ord_id.isprintable():
            raise _unprintable("cl_ord_id", "")
        try:
            orders.append(_new(order, message.account, principal, engine))
        except EdgeError as error:
            error.cl_ord_id = order.cl_ord_id
            raise
    if len({order.cl_ord_id for order in orders}) < len(orders):
        text = "the orders of a group must have different ids"
        raise EdgeError("FIELD_INVALID", text, "cl_ord_id", orders[0].cl_ord_id)
    contingency = CONTINGENCIES[message.contingency]
    return NewGroup(0, message.account, message.list_id, contingency, orders)


def _replace(message: ReplaceFields, engine: Engine) -> ReplaceOrder:
    if not message.orig_cl_ord_id.isprintable():
        raise _unprintable("orig_cl_ord_id", message.cl_ord_id)
    row = known_instrument(message.symbol, engine)
    price, stop, display = message.price, message.stop_px, message.display_qty
    if price is UNSET or price is None:
        order = engine.accounts[message.account].order(message.orig_cl_ord_id)
        if order is None or order.ord_type in (LIMIT, STOP_LIMIT, MARKET_TO_LIMIT):
            text = "price may be left out for orders without a limit price only"
            raise EdgeError("FIELD_INVALID", text, "price")
    return ReplaceOrder(
        0,
        message.account,
        message.cl_ord_id,
        message.orig_cl_ord_id,
        message.symbol,
        message.order_qty,
        0 if price is UNSET or price is None else to_ticks(price, row, "price"),
        None if stop is UNSET else to_ticks(stop, row, "stop_px"),
        None if display is UNSET else display,
    )


def known_instrument(symbol: str, engine: Engine) -> InstrumentRow:
    """The definition of an instrument.

    Raises:
        EdgeError: there is none with this symbol.
    """
    instrument = engine.instruments.get(symbol)
    if instrument is not None:
        return instrument.row
    if not symbol.isprintable():
        raise _unprintable("symbol", "")
    raise EdgeError("UNKNOWN_SYMBOL", f"unknown symbol {excerpt(symbol)}", "symbol")


def unknown_account(account: str, cl_ord_id: str) -> EdgeError:
    """The same answer for an account that does not exist and for one of another firm."""
    if not account.isprintable():
        return _unprintable("account", cl_ord_id)
    text = f"unknown account {excerpt(account)}"
    return EdgeError("UNKNOWN_ACCOUNT", text, "account", cl_ord_id)


def _unprintable(field: str, cl_ord_id: str) -> EdgeError:
    text = f"{field} must not contain control characters"
    return EdgeError("FIELD_INVALID", text, field, cl_ord_id)
