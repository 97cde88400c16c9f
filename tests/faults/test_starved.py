"""A process that is put to sleep, and one that gets no more memory."""

import resource
import signal
import time
from pathlib import Path

from matching_sidecar.journal.errors import JournalBrokenError
from matching_sidecar.shard.stop import NO_MEMORY
from tests.faults.flow import Flow
from tests.faults.inspection import check_invariants, read

ROOM = 24 << 20
"""Bytes the process may still take: enough to go on for a while, too little for long."""


def test_a_process_that_slept_goes_on_where_it_was(lab):
    lab.start()
    flow = Flow()
    flow.start(lab)
    flow.answers(200)
    lab.signal(signal.SIGSTOP)
    time.sleep(2)
    before = len(flow.acked)
    lab.signal(signal.SIGCONT)
    deadline = time.monotonic() + 60
    while len(flow.acked) == before and time.monotonic() < deadline:
        time.sleep(0.02)
    flow.stop()
    assert lab.stop() == 0
    assert len(flow.acked) > before, "nothing was answered after the sleep"
    _digest, events = read(lab.data)
    check_invariants(events, flow.acked)


def test_a_process_without_memory_loses_nothing_it_acknowledged(lab):
    lab.start()
    flow = Flow()
    flow.start(lab, frame=200, pause=0.0)
    flow.answers(1_000)
    pid = lab.process.pid
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + ROOM
    resource.prlimit(pid, resource.RLIMIT_AS, (limit, limit))
    deadline = time.monotonic() + 240  # a busy machine takes its time to fill the room
    while lab.process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    flow.stop()
    code = lab.process.poll()
    lab.kill()
    assert len(flow.acked) > 1000
    with_snapshot, events = read(lab.data)
    check_invariants(events, flow.acked)
    replayed, events_again = read(lab.data, snapshots=False)
    assert (replayed, events_again) == (with_snapshot, events)
    assert code is not None, "it did not end: the limit was not felt"
    assert code == JournalBrokenError.exit_code
    assert NO_MEMORY in (lab.folder / "stderr.log").read_bytes()
