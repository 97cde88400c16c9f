"""Cancel on disconnect: who asked for it, and what is cancelled when the session is lost."""

from __future__ import annotations

from dataclasses import dataclass

from matching_sidecar.model.commands import ArmCancelOnDisconnect, SessionLost

from . import rounds
from .market import Market


@dataclass(eq=False)
class Loss:
    """The last session of a login was lost; nothing comes of it once the login is back."""

    entered_by: str
    over: bool = False


def arm(market: Market, command: ArmCancelOnDisconnect) -> None:
    """The login is there, and asks for it, or (below 0) no longer."""
    if command.entered_by in market.losses:
        market.losses.pop(command.entered_by).over = True
    if command.grace < 0:
        market.graces.pop(command.entered_by, None)
    else:
        market.graces[command.entered_by] = command.grace


def lose(market: Market, command: SessionLost) -> None:
    """Without a grace the orders are cancelled at once, else when it is over."""
    grace = market.graces.pop(command.entered_by, None)
    if grace is None:
        return
    loss = market.losses[command.entered_by] = Loss(command.entered_by)
    if grace:
        market.dues += 1
        market.due.append((market.ts + grace, market.dues, loss))
    else:
        cancel(market, loss)


def cancel(market: Market, loss: Loss) -> None:
    if loss.over:
        return
    market.losses.pop(loss.entered_by).over = True
    for order in [order for order in market.orders if order.entered_by == loss.entered_by]:
        market.end(order, "CANCEL_ON_DISCONNECT")
    rounds.order_done(market)
