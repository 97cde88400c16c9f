"""Opening a shard's folder: newest snapshot, then replay, then everything as it was."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..engine.engine import Engine
from ..engine.state import restore
from ..journal import snapshot as snapshots
from ..journal.local import LocalJournal
from ..model.commands import Command
from ..model.events import Event
from .event_log import EventLog

_LOG = logging.getLogger(__name__)


class Recovered(NamedTuple):
    """What recovery found.

    The state after command ``last_seq``. ``problems`` are snapshots that could not be used;
    ``replayed`` commands took ``seconds``.
    """

    engine: Engine
    last_seq: int
    last_ts: int
    replayed: int
    seconds: float
    problems: list[str]


def recover(folder: Path, journal: LocalJournal, event_log: EventLog) -> Recovered:
    """Bring engine and event log to where the journal ends.

    Raises:
        JournalError: the journal cannot be used as it is.
    """
    started = time.monotonic()
    engine, seq, last_ts, problems = _from_snapshot(folder, journal.journal_id, event_log)
    replayed = 0
    for _first, commands in journal.replay(seq):
        events = apply_all(engine, commands)
        event_log.append(events)
        event_log.flush()
        last_ts = commands[-1].ts if commands else last_ts
        replayed += len(commands)
    for instrument in engine.instruments.values():
        instrument.book.forget_changes()
    engine.touched.clear()
    engine.notices.clear()
    seconds = time.monotonic() - started
    return Recovered(engine, seq + replayed, last_ts, replayed, seconds, problems)


def recover_snapshot(folder: Path, journal_id: str, event_log: EventLog) -> Recovered:
    """Bring engine and event log to the newest snapshot; the rest follows from the journal."""
    started = time.monotonic()
    engine, seq, last_ts, problems = _from_snapshot(folder, journal_id, event_log)
    return Recovered(engine, seq, last_ts, 0, time.monotonic() - started, problems)


def apply_all(engine: Engine, commands: list[Command]) -> list[Event]:
    """Apply commands one after the other and give all their events."""
    events: list[Event] = []
    engine.apply_all(commands, events)
    return events


def _from_snapshot(
    folder: Path, journal_id: str, event_log: EventLog
) -> tuple[Engine, int, int, list[str]]:
    found, problems = snapshots.latest(folder, journal_id)
    if found is not None:
        try:
            engine = restore(found.body)
            event_log.truncate(found.event_seq)
        except (msgspec.DecodeError, ValueError) as error:
            problems.append(f"snapshot at {found.seq}: {error}")
            _LOG.error("snapshot at %d is not usable (%s); replaying everything", found.seq, error)
        else:
            return engine, found.seq, found.ts, problems
    event_log.truncate(0)
    return Engine(), 0, 0, problems
