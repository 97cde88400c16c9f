"""What follows from a step, round after round until nothing changes (docs/matching.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.events import Event
from . import conditional, groups, reduce_only, spreads, triggers

if TYPE_CHECKING:
    from .engine import Engine


def settle(engine: Engine, ts: int, events: list[Event]) -> None:
    """Do all that follows from what happened to ``engine.changed`` and to groups."""
    touched: set[str] = set()
    while True:
        groups.run(engine, ts, events)
        if engine.changed:
            fresh, engine.changed = engine.changed, set()
            for symbol in sorted(fresh):
                triggers.look(engine, engine.instruments[symbol], ts, events)
            touched |= fresh
        if triggers.work_off(engine, ts, events):
            continue
        symbols = sorted(touched)
        if not (
            _conditional(engine, symbols, ts, events)
            or spreads.try_one(engine, symbols, ts, events)
            or _cut(engine, symbols, ts, events)
        ):
            break
    for symbol in symbols:
        instrument = engine.instruments[symbol]
        if instrument.watch is not None and instrument.watch.idle:
            instrument.watch = None
    engine.restless = False


def _conditional(engine: Engine, symbols: list[str], ts: int, events: list[Event]) -> bool:
    return any(
        conditional.try_one(engine, engine.instruments[symbol], ts, events) for symbol in symbols
    )


def _cut(engine: Engine, symbols: list[str], ts: int, events: list[Event]) -> bool:
    return any(
        reduce_only.cut_one(engine, engine.instruments[symbol], ts, events) for symbol in symbols
    )
