"""The house's commands: everything that is not a client's order or request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.commands import (
    ArmCancelOnDisconnect,
    BustTrade,
    Command,
    CorrectTrade,
    Epoch,
    MassCancel,
    SessionLost,
    SetKillSwitch,
    SetSession,
    UpdateReference,
)
from ..model.events import Answer, Event
from . import bulk, busts, definitions, disconnect, phases

if TYPE_CHECKING:
    from .engine import Engine


def apply(engine: Engine, command: Command, events: list[Event]) -> Answer | None:
    """Apply a command of the house; most always succeed and have no answer.

    A change of a trade is answered with its first report, or a ``Refusal``.

    ``AdvanceTime`` has done its work when it gets here: what was due.
    """
    if isinstance(command, BustTrade):
        return busts.bust(engine, command, events)
    if isinstance(command, CorrectTrade):
        return busts.correct(engine, command, events)
    if isinstance(command, UpdateReference):
        definitions.update_reference(engine, command, events)
    elif isinstance(command, SetSession):
        phases.set_session(engine, command, events)
    elif isinstance(command, SetKillSwitch):
        bulk.set_kill_switch(engine, command, events)
    elif isinstance(command, MassCancel):
        bulk.mass_cancel(engine, command, events)
    elif isinstance(command, ArmCancelOnDisconnect):
        disconnect.arm(engine, command)
    elif isinstance(command, SessionLost):
        disconnect.lose(engine, command, events)
    elif isinstance(command, Epoch):
        engine.epoch = command.epoch
    return None
