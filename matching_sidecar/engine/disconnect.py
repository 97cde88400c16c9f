"""Cancel on disconnect: the orders of a login end when its last session that asked for it is
lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..model.commands import ArmCancelOnDisconnect, SessionLost
from ..model.events import Event
from . import bulk

if TYPE_CHECKING:
    from .engine import Engine

CODE: Final = "CANCEL_ON_DISCONNECT"


def arm(engine: Engine, command: ArmCancelOnDisconnect) -> None:
    """A session asks for it, or no longer does; one that was lost is back."""
    user = command.entered_by
    engine.lost.pop(user, None)
    if command.grace < 0:
        engine.armed.pop(user, None)
    else:
        engine.armed[user] = command.grace


def lose(engine: Engine, command: SessionLost, events: list[Event]) -> None:
    """The last session is gone: its grace begins."""
    ts, user = command.ts, command.entered_by
    grace = engine.armed.pop(user, None)
    if grace:
        engine.lost[user] = engine.due.add_loss(ts + grace, user)
    elif grace == 0:
        bulk.cancel_all(engine, bulk.entered_by(engine, user), CODE, ts, events)


def cancel(engine: Engine, user: str, made: int, ts: int, events: list[Event]) -> None:
    """The grace that began under the number ``made`` is over."""
    if engine.lost.get(user) == made:
        del engine.lost[user]
        bulk.cancel_all(engine, bulk.entered_by(engine, user), CODE, ts, events)
