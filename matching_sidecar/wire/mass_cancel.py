"""Cancelling many orders at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from ..model.commands import MassCancel
from ..model.enums import SIDES
from .commands import known_instrument, unknown_account
from .errors import EdgeError, excerpt
from .messages import MassCancelFields

if TYPE_CHECKING:
    from ..engine.engine import Engine
    from ..gateway.auth import Principal


def mass_cancel(message: MassCancelFields, principal: Principal, engine: Engine) -> MassCancel:
    """The command of a mass cancel: of the principal's accounts at most.

    Raises:
        EdgeError: the account, firm or symbol is not known, or trading not permitted.
    """
    if not principal.may_trade:
        raise EdgeError("NOT_PERMITTED", "the token does not permit trading")
    accounts: tuple[str, ...] = ()
    if message.account is not UNSET:
        if message.account not in engine.accounts or not principal.may_use(message.account):
            raise unknown_account(message.account, "")
        accounts = (message.account,)
    elif not principal.any_account:
        accounts = tuple(sorted(principal.accounts))
        if not accounts:  # none would mean all
            raise EdgeError("NOT_PERMITTED", "the token has no accounts")
    if message.firm is not UNSET and message.firm not in engine.firms:
        raise EdgeError("FIELD_INVALID", f"unknown firm {excerpt(message.firm)}", "firm")
    if message.symbol is not UNSET:
        known_instrument(message.symbol, engine)
    return MassCancel(
        0,
        accounts,
        "" if message.firm is UNSET else message.firm,
        "" if message.symbol is UNSET else message.symbol,
        0 if message.side is UNSET else SIDES[message.side],
    )
