"""The house's commands, made from what an administrator sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from ..model.commands import SetKillSwitch, SetSession
from ..model.enums import SESSION_ACTIONS
from .errors import EdgeError, excerpt
from .messages import KillSwitch, Session
from .terms import to_date

if TYPE_CHECKING:
    from ..engine.engine import Engine


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
        EdgeError: the symbol or the day is not known.
    """
    if message.symbol != "*" and message.symbol not in engine.instruments:
        raise EdgeError("UNKNOWN_SYMBOL", f"unknown symbol {excerpt(message.symbol)}", "symbol")
    day = 0 if message.trade_date is UNSET else to_date(message.trade_date, "trade_date")
    return SetSession(0, message.symbol, SESSION_ACTIONS[message.action], day)
