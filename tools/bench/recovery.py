"""Recovery: from a folder with a journal to a shard that could answer."""

from __future__ import annotations

import gc
import shutil
import time
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

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
    without, replayed, journal_id, last = _recover(folder)
    digest = state.digest(replayed.engine)
    snapshots.write(
        folder,
        journal_id,
        snapshots.Snapshot(
            last, replayed.last_ts, replayed.engine.event_seq, state.dump(replayed.engine)
        ),
    )
    del replayed
    gc.collect()
    with_snapshot, restored, _journal_id, _last = _recover(folder)
    if state.digest(restored.engine) != digest:
        raise AssertionError("the digest after a snapshot differs from the one after a replay")
    shutil.rmtree(folder)
    name = f"recovery of {operations:,}"
    return [
        Figure(
            name=f"{name}, no snapshot", value=without, unit="s",
            goal=WITHOUT_GOAL * operations / 1_000_000,
        ),
        Figure(name=f"{name}, snapshot at the end", value=with_snapshot, unit="s", goal=2),
    ]  # fmt: skip


def measure_long(folder: Path, operations: int) -> list[Figure]:
    """The worst case of a long journal: as many commands follow the newest snapshot as ever may."""
    folder = folder / "long-recovery"
    shutil.rmtree(folder, ignore_errors=True)
    follow = min(SNAPSHOT_EVERY, operations // 2)
    digest = _write(folder, operations, snapshot_at=operations - follow)
    gc.collect()
    seconds, restored, _journal_id, last = _recover(folder)
    if state.digest(restored.engine) != digest or last <= operations:
        raise AssertionError("the digest after recovery differs from the one before")
    shutil.rmtree(folder)
    return [
        Figure(
            name=f"recovery of {operations:,}, with snapshots", value=seconds, unit="s",
            goal=LONG_GOAL * operations / 10_000_000,
            note=f"{restored.replayed:,} commands after the newest",
        )
    ]  # fmt: skip


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


def _recover(folder: Path) -> tuple[float, Recovered, str, int]:
    started = time.perf_counter()
    journal, event_log = LocalJournal(folder), EventLog(folder / "events")
    recovered = recover(folder, journal, event_log)
    seconds = time.perf_counter() - started
    found = seconds, recovered, journal.journal_id, journal.last_seq
    event_log.close()
    journal.close()
    return found
