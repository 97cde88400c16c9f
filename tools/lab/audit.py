"""What became of the orders a client was told about: the journal itself is asked."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from matching_sidecar.engine.state import digest
from matching_sidecar.journal.jetstream.export import export
from matching_sidecar.journal.jetstream.settings import Servers
from matching_sidecar.journal.local import LocalJournal
from matching_sidecar.model.commands import Epoch
from matching_sidecar.model.enums import EXEC_NEW, EXEC_REJECTED
from matching_sidecar.model.events import Event, Execution
from matching_sidecar.shard.event_log import EventLog
from matching_sidecar.shard.recovery import recover


class Audit(NamedTuple):
    """What a replay of the whole journal shows.

    ``lost`` were acknowledged and are not at their number, ``doubled`` were entered more than
    once; ``epochs`` in the order of the journal.
    """

    last_seq: int
    digest: str
    events: list[Event]
    epochs: list[int]
    lost: list[str]
    doubled: list[str]


def audit(servers: Sequence[str], shard: str, folder: Path, acked: Mapping[str, int]) -> Audit:
    """Copy the shard's stream into a new folder and replay it."""
    asyncio.run(export(Servers(list(servers)), shard, folder))
    journal, event_log = LocalJournal(folder), EventLog(folder / "events")
    found = recover(folder, journal, event_log)
    events = event_log.read(1, event_log.last_seq)
    event_log.close()
    journal.close()
    entered = Counter(
        event.cl_ord_id
        for event in events
        if isinstance(event, Execution) and event.exec_type in (EXEC_NEW, EXEC_REJECTED)
    )
    lost = [
        cl_ord_id
        for cl_ord_id, seq in acked.items()
        if seq > len(events) or events[seq - 1].cl_ord_id != cl_ord_id
    ]
    doubled = [cl_ord_id for cl_ord_id, times in entered.items() if times > 1]
    return Audit(found.last_seq, digest(found.engine), events, _epochs(folder), lost, doubled)


def _epochs(folder: Path) -> list[int]:
    journal = LocalJournal(folder)
    found = [
        command.epoch
        for _first, commands in journal.replay()
        for command in commands
        if isinstance(command, Epoch)
    ]
    journal.close()
    return found
