"""Recovery: from a folder with a journal to a shard that could answer."""

from __future__ import annotations

import gc
import shutil
import time
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from matching_sidecar.engine import state
from matching_sidecar.engine.engine import Engine
from matching_sidecar.journal import snapshot as snapshots
from matching_sidecar.journal.local import LocalJournal
from matching_sidecar.model.commands import Command, UpdateReference
from matching_sidecar.shard.event_log import EventLog
from matching_sidecar.shard.recovery import Recovered, apply_all, recover
from tools.bench.figures import Figure
from tools.bench.workload import commands, reference

SNAPSHOT_EVERY = 1_000_000
"""As the sidecar does when nothing else is configured: at most so many commands follow a snapshot."""
FRAME = 500
WITHOUT_GOAL = 10.0
LONG_GOAL = 30.0


def measure(folder: Path, operations: int) -> list[Figure]:
    """Without a snapshot, then with one at the end of the journal.

    Both must give the same digest.
    """
    folder = folder / "recovery"
    shutil.rmtree(folder, ignore_errors=True)
    _write(folder, operations, snapshot_at=0)
    without = _recover(folder)
    engine = without.recovered.engine
    digest = state.digest(engine)
    snapshots.write(
        folder,
        without.journal_id,
        snapshots.Snapshot(
            without.recovered.last_seq,
            without.recovered.last_ts,
            engine.event_seq,
            state.dump(engine),
        ),
    )
    without = without._replace(recovered=without.recovered._replace(engine=Engine()))
    del engine
    restored = _recover(folder)
    if state.digest(restored.recovered.engine) != digest:
        raise AssertionError("the digest after a snapshot differs from the one after a replay")
    shutil.rmtree(folder)
    name = f"recovery of {operations:,}"
    return [
        without.figure(f"{name}, no snapshot", WITHOUT_GOAL * operations / 1_000_000),
        restored.figure(f"{name}, snapshot at the end", 2),
    ]


def measure_long(folder: Path, operations: int) -> list[Figure]:
    """The worst case of a long journal: as many commands follow the newest snapshot as ever may."""
    folder = folder / "long-recovery"
    shutil.rmtree(folder, ignore_errors=True)
    follow = min(SNAPSHOT_EVERY, operations // 2)
    digest = _write(folder, operations, snapshot_at=operations - follow)
    timed = _recover(folder)
    found = timed.recovered
    if state.digest(found.engine) != digest or found.last_seq <= operations:
        raise AssertionError("the digest after recovery differs from the one before")
    shutil.rmtree(folder)
    note = f"; {found.replayed:,} commands after the newest"
    goal = LONG_GOAL * operations / 10_000_000
    return [timed.figure(f"recovery of {operations:,}, with snapshots", goal, note)]


def _write(folder: Path, operations: int, snapshot_at: int) -> str:
    """A journal of the benchmark's flow; with a snapshot, also the event log, as the sidecar leaves them.

    Gives the digest at the end, "" without a snapshot: the engine is not run then.
    """
    journal, engine = LocalJournal(folder), Engine()
    list(journal.replay())
    event_log = EventLog(folder / "events") if snapshot_at else None
    flow: Iterator[Command] = chain([UpdateReference(0, reference())], commands(operations))
    while batch := list(islice(flow, FRAME)):
        journal.append(batch)
        if event_log is None:
            continue
        event_log.append(apply_all(engine, batch))
        event_log.flush()
        if journal.last_seq >= snapshot_at > journal.last_seq - FRAME:
            body = state.dump(engine)
            taken = snapshots.Snapshot(journal.last_seq, batch[-1].ts, engine.event_seq, body)
            snapshots.write(folder, journal.journal_id, taken)
    journal.close()
    if event_log is None:
        return ""
    event_log.close()
    return state.digest(engine)


class _Timed(NamedTuple):
    """What recovery took: seconds, and how many of them on a processor."""

    seconds: float
    processor: float
    recovered: Recovered
    journal_id: str

    def figure(self, name: str, goal: float, note: str = "") -> Figure:
        words = f"{self.processor:.2f} s of a processor{note}"
        return Figure(name=name, value=self.seconds, unit="s", goal=goal, note=words)


def _recover(folder: Path) -> _Timed:
    gc.collect()
    started, worked = time.perf_counter(), time.process_time()
    journal, event_log = LocalJournal(folder), EventLog(folder / "events")
    recovered = recover(folder, journal, event_log)
    seconds, processor = time.perf_counter() - started, time.process_time() - worked
    event_log.close()
    journal.close()
    return _Timed(seconds, processor, recovered, journal.journal_id)
