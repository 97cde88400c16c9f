"""Arming: the children of an OTO or bracket come to life as the first order is filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book.group import Group
from ..book.order import Order
from ..book.special import NOWHERE, QUEUED, STOPS
from ..model.enums import EXEC_TRIGGERED
from ..model.events import Event
from . import follow, reports, restating, trailing

if TYPE_CHECKING:
    from .engine import Engine


def arm(
    engine: Engine, group: Group, child: Order, filled: int, ts: int, events: list[Event]
) -> None:
    """Give a child its share after ``filled`` lots of the first order were traded."""
    special = child.special
    if special is None:
        return
    account, instrument = engine.accounts[child.account], engine.instruments[child.symbol]
    lot, full = instrument.lot, special.full
    share = min(full, full * filled // group.base // lot * lot)
    lots = share - special.armed
    first = special.unarmed
    if lots <= 0 or (first and lots <= special.owed):
        return
    special.armed = share
    paid = min(lots, special.owed)
    special.owed -= paid
    lots -= paid
    if first:
        child.qty = child.leaves = 0
        trailing.begin(child, special, instrument)
    if not lots:
        return
    # A stop waits on, or for its turn, with more quantity.
    waits = special.place in (STOPS, QUEUED)
    if not waits:
        follow.withdraw(child, instrument)
        special.place = NOWHERE
    child.qty += lots
    child.leaves += lots
    exposure = account.exposure(child.symbol)
    follow.count(child, special, exposure, lots)
    if first:
        engine.event_seq = seq = engine.event_seq + 1
        status = child.status
        events.append(reports.execution(seq, ts, EXEC_TRIGGERED, status, child, instrument))
    else:
        restating.report(engine, child, "GROUP_FILL", ts, events)
    if not waits:
        engine.process(child, account, instrument, exposure, ts, events)
