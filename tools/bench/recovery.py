"""Recovery: from a folder with a journal to a shard that could answer."""

from __future__ import annotations

import gc
import shutil
import time
from itertools import islice
from pathlib import Path

from matching_sidecar.engine import state
from matching_sidecar.journal import snapshot as snapshots
from matching_sidecar.journal.local import LocalJournal
from matching_sidecar.model.commands import UpdateReference
from matching_sidecar.shard.event_log import EventLog
from matching_sidecar.shard.recovery import Recovered, recover
from tools.bench.figures import Figure
from tools.bench.workload import commands, reference


def measure(folder: Path, operations: int) -> list[Figure]:
    """Without a snapshot, then with one at the end of the journal.

    Both must give the same digest.
    """
    folder = folder / "recovery"
    shutil.rmtree(folder, ignore_errors=True)
    journal = LocalJournal(folder)
    list(journal.replay())
    journal.append([UpdateReference(0, reference())])
    flow = commands(operations)
    while batch := list(islice(flow, 500)):
        journal.append(batch)
    journal.close()
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
    goal = 30 * operations / 1_000_000
    return [
        Figure(name="recovery, no snapshot", value=without, unit="s", goal=goal),
        Figure(name="recovery, snapshot", value=with_snapshot, unit="s", goal=2),
    ]


def _recover(folder: Path) -> tuple[float, Recovered, str, int]:
    started = time.perf_counter()
    journal, event_log = LocalJournal(folder), EventLog(folder / "events")
    recovered = recover(folder, journal, event_log)
    seconds = time.perf_counter() - started
    found = seconds, recovered, journal.journal_id, journal.last_seq
    event_log.close()
    journal.close()
    return found
