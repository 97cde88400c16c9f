"""Looking into a stopped sidecar's folder: is what it promised there, once, and does replay
agree?"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from pathlib import Path

from matching_sidecar.engine.state import digest
from matching_sidecar.model.enums import BUY, EXEC_NEW, EXEC_REJECTED, EXEC_TRADE
from matching_sidecar.model.events import Event, Execution
from matching_sidecar.shard.config import ShardConfig
from matching_sidecar.shard.shard import Shard


def read(folder: Path, snapshots: bool = True) -> tuple[str, list[Event]]:
    """The digest of the recovered engine and all events; without snapshots, everything is
    replayed."""
    if not snapshots:
        for path in folder.glob("snapshot-*"):
            path.unlink()

    async def look() -> tuple[str, list[Event]]:
        shard = Shard.open(ShardConfig(folder))
        events = shard.event_log.read(1, shard.event_log.last_seq)
        found = digest(shard.engine), events
        await shard.close()
        return found

    return asyncio.run(look())


def check_invariants(events: list[Event], acked: dict[str, int]) -> None:
    """Numbers without gaps; every acknowledged id exactly once and where it was said to be;
    positions sum to zero."""
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    for cl_ord_id, seq in acked.items():
        assert events[seq - 1].cl_ord_id == cl_ord_id
    entered = Counter(
        event.cl_ord_id
        for event in events
        if isinstance(event, Execution) and event.exec_type in (EXEC_NEW, EXEC_REJECTED)
    )
    assert set(entered.values()) <= {1}
    assert acked.keys() <= entered.keys()
    positions: dict[str, int] = defaultdict(int)
    filled: dict[int, int] = defaultdict(int)
    for event in events:
        if isinstance(event, Execution):
            if event.exec_type == EXEC_TRADE:
                positions[event.symbol] += event.last_qty if event.side == BUY else -event.last_qty
                filled[event.order_id] += event.last_qty
            assert event.cum == filled[event.order_id]
    assert not any(positions.values())
