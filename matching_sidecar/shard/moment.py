"""The state of a shard at a moment of the past, from its folder: nothing is locked, nothing is written."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..engine.engine import Engine
from ..engine.state import restore
from ..journal import segments
from ..journal import snapshot as snapshots
from ..journal.errors import JournalError
from ..journal.segments import Segments
from ..model.events import Event


class NoSuchMomentError(ValueError):
    """The journal does not reach to that moment; the text says from when to when it goes."""


class Moment(NamedTuple):
    """The engine after command ``seq`` (time ``ts``), the last one up to the moment asked for."""

    engine: Engine
    journal_id: str
    seq: int
    ts: int


def rebuild(folder: Path, until: int | None = None) -> Moment:
    """The state when the clock showed ``until`` (nanoseconds since 1970; None: at the journal's end).

    Reads the newest snapshot before that moment and replays what follows it. The folder may be that
    of a running sidecar.

    Raises:
        NoSuchMomentError: the moment is before the first command or after the last.
        JournalError: the folder cannot be read, or the journal in it is damaged.
    """
    journal = Segments(folder, _identity(folder))
    found, _problems = snapshots.latest(folder, journal.journal_id, until)
    engine, seq, ts = Engine(), 0, 0
    if found is not None:
        try:
            engine, seq, ts = restore(found.body), found.seq, found.ts
        except (msgspec.DecodeError, ValueError) as error:
            raise JournalError(f"{folder}: the snapshot at {found.seq}: {error}") from error
    events: list[Event] = []
    for first, commands in journal.batches(seq):
        for number, command in enumerate(commands, first):
            if until is not None and command.ts > until:
                if not seq:
                    raise NoSuchMomentError(f"the journal begins at {iso(command.ts)}")
                return Moment(engine, journal.journal_id, seq, ts)
            engine.apply(command, events)
            seq, ts = number, command.ts
        events.clear()
    if until is not None and until > ts:
        raise NoSuchMomentError(f"the journal ends at {iso(ts)} with command {seq}")
    return Moment(engine, journal.journal_id, seq, ts)


def iso(ts: int) -> str:
    """Nanoseconds since 1970 as ISO 8601 in UTC, to the nanosecond."""
    seconds, fraction = divmod(ts, 1_000_000_000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{fraction:09d}Z"


def _identity(folder: Path) -> str:
    try:
        os.listdir(folder)  # noqa: PTH208 - a glob passes over what it may not read
        found = segments.paths(folder)
        if not found:
            raise JournalError(f"{folder}: there is no journal here (journal-*.bsj)")
        with found[0].open("rb") as file:
            return segments.identity(found[0], file.read(segments.HEADER.size))
    except OSError as error:
        raise JournalError(f"{error.filename}: {error.strerror}") from error
