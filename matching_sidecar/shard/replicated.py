"""Opening a shard whose journal several nodes share."""

from __future__ import annotations

import logging

from ..journal.jetstream.connection import Connection
from ..journal.jetstream.journal import JetStreamJournal
from ..journal.jetstream.lease import Lease, open_lease_stream
from ..journal.jetstream.revocations import JetStreamRevocations
from ..journal.jetstream.settings import Names, Servers
from ..journal.jetstream.stream import FrameStream
from .config import ShardConfig
from .event_log import EventLog
from .leadership import Leadership
from .recovery import recover_snapshot
from .shard import Shard

MAX_BATCH = 500
"""Commands in one commit: it must fit into one message of the servers."""

_LOG = logging.getLogger(__name__)


async def join(
    config: ShardConfig, servers: Servers, name: str, longest_use: int
) -> tuple[Shard, Leadership]:
    """A shard as its newest snapshot on this node has it, standing by; start its leadership to go
    on. Waits for the servers; ``name`` is this node's, ``longest_use`` the seconds for which a token may be taken.

    Raises:
        JournalError: the folder is locked or not writable, or the stream is not the snapshot's.
        ServerLimitError: see ``Connection.open``.
    """
    names = Names(config.name)
    connection = await Connection.open(servers, f"{names.journal} {name}")
    try:
        lease = Lease(connection, names, servers.lease_ttl)
        stream = await FrameStream.open(connection, names, servers)
        await open_lease_stream(connection, names, servers)
        revocations = await JetStreamRevocations.open(connection, names, servers, longest_use)
        journal = JetStreamJournal(stream, config.folder, lambda: lease.held)
        event_log = EventLog(config.folder / "events")
        recovered = recover_snapshot(config.folder, journal.journal_id, event_log)
        await journal.seek(recovered.last_seq)
    except BaseException:
        await connection.close()
        raise
    _LOG.info("joined %s after command %d", names.journal, journal.last_seq)
    small = config._replace(max_batch=MAX_BATCH)
    shard = Shard(small, journal, event_log, recovered, leads=False)
    shard.stand_by("JOURNAL_UNAVAILABLE", "this node has just started")
    return shard, Leadership(shard, journal, lease, connection, names, name, revocations)
