"""From a client's message to an engine command: the one way in, for WebSocket and REST alike (FEATURES OM-01).

Checked here: permission for the account, symbol, price on the tick, order type with its price and time in force. What
depends on limits, positions and status is the gate's, inside the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from ..model.commands import CancelOrder, Command, NewOrder, ReplaceOrder, SetKillSwitch, SetSession
from ..model.enums import DAY, FOK, IOC, LIMIT, MARKET, SESSION_ACTIONS, SIDES, TIFS
from .errors import EdgeError, excerpt
from .messages import KillSwitch, NewFields, OrderFields, ReplaceFields, Session

if TYPE_CHECKING:
    from ..engine.engine import Engine
    from ..gateway.auth import Principal
    from ..model.reference import InstrumentRow


def to_command(message: OrderFields, principal: Principal, engine: Engine) -> Command | EdgeError:
    """Make the command, or say why not. ``ts`` is 0: the shard stamps it."""
    cl_ord_id = message.cl_ord_id
    if not principal.may_trade:
        return EdgeError("NOT_PERMITTED", "the token does not permit trading", None, cl_ord_id)
    if not cl_ord_id.isprintable():
        return _unprintable("cl_ord_id", "")
    if message.account not in engine.accounts or not (
        principal.any_account or message.account in principal.accounts
    ):
        return _unknown_account(message)
    if isinstance(message, NewFields):
        return _new(message, principal, engine)
    if not message.orig_cl_ord_id.isprintable():
        return _unprintable("orig_cl_ord_id", cl_ord_id)
    if isinstance(message, ReplaceFields):
        return _replace(message, engine)
    return CancelOrder(0, message.account, cl_ord_id, message.orig_cl_ord_id)


def _new(message: NewFields, principal: Principal, engine: Engine) -> NewOrder | EdgeError:
    instrument = engine.instruments.get(message.symbol)
    if instrument is None:
        return _unknown_symbol(message)
    price = message.price
    if message.ord_type == "market":
        tif = IOC if message.time_in_force is UNSET else TIFS[message.time_in_force]
        if tif != IOC and tif != FOK:
            return EdgeError(
                "UNSUPPORTED",
                f"time_in_force of a market order must be ioc or fok, got {message.time_in_force}",
                "time_in_force",
                message.cl_ord_id,
            )
        if price is not UNSET and price is not None:
            return EdgeError(
                "FIELD_INVALID", "a market order has no price", "price", message.cl_ord_id
            )
        ord_type, ticks = MARKET, 0
    else:
        if price is UNSET or price is None:
            return EdgeError(
                "FIELD_INVALID", "a limit order needs a price", "price", message.cl_ord_id
            )
        tif = DAY if message.time_in_force is UNSET else TIFS[message.time_in_force]
        ord_type = LIMIT
        found = instrument.row.to_ticks(price)
        if found is None:
            return _off_tick(price, instrument.row, message.cl_ord_id)
        ticks = found
    return NewOrder(
        0,
        message.account,
        message.cl_ord_id,
        message.symbol,
        SIDES[message.side],
        ord_type,
        tif,
        message.order_qty,
        ticks,
        principal.sub,
    )


def _replace(message: ReplaceFields, engine: Engine) -> ReplaceOrder | EdgeError:
    instrument = engine.instruments.get(message.symbol)
    if instrument is None:
        return _unknown_symbol(message)
    ticks = instrument.row.to_ticks(message.price)
    if ticks is None:
        return _off_tick(message.price, instrument.row, message.cl_ord_id)
    return ReplaceOrder(
        0,
        message.account,
        message.cl_ord_id,
        message.orig_cl_ord_id,
        message.symbol,
        message.order_qty,
        ticks,
    )


def kill_switch(message: KillSwitch, engine: Engine) -> SetKillSwitch:
    """The command of a kill switch.

    Raises:
        EdgeError: the firm or account is not known.
    """
    scope, code = message.scope, message.code
    if scope == "all":
        if code:
            raise EdgeError("FIELD_INVALID", "scope all has no code", "code")
    elif code not in (engine.firms if scope == "firm" else engine.accounts):
        raise EdgeError("FIELD_INVALID", f"unknown {scope} {excerpt(code)}", "code")
    return SetKillSwitch(0, scope, code, message.on)


def session(message: Session, engine: Engine) -> SetSession:
    """The command of a session change.

    Raises:
        EdgeError: the symbol is not known.
    """
    if message.symbol != "*" and message.symbol not in engine.instruments:
        raise EdgeError("UNKNOWN_SYMBOL", f"unknown symbol {excerpt(message.symbol)}", "symbol")
    return SetSession(0, message.symbol, SESSION_ACTIONS[message.action])


def _unknown_account(message: OrderFields) -> EdgeError:
    """The same answer for an account that does not exist and for one of another firm."""
    account, cl_ord_id = message.account, message.cl_ord_id
    if not account.isprintable():
        return _unprintable("account", cl_ord_id)
    text = f"unknown account {excerpt(account)}"
    return EdgeError("UNKNOWN_ACCOUNT", text, "account", cl_ord_id)


def _unknown_symbol(message: NewFields | ReplaceFields) -> EdgeError:
    symbol, cl_ord_id = message.symbol, message.cl_ord_id
    if not symbol.isprintable():
        return _unprintable("symbol", cl_ord_id)
    return EdgeError("UNKNOWN_SYMBOL", f"unknown symbol {excerpt(symbol)}", "symbol", cl_ord_id)


def _off_tick(price: float, row: InstrumentRow, cl_ord_id: str) -> EdgeError:
    tick = row.tick_num / row.tick_den
    text = f"price {price:.15g} is not a multiple of the tick {tick:.15g}"
    return EdgeError("PRICE_INCREMENT", text, "price", cl_ord_id)


def _unprintable(field: str, cl_ord_id: str) -> EdgeError:
    return EdgeError(
        "FIELD_INVALID", f"{field} must not contain control characters", field, cl_ord_id
    )
