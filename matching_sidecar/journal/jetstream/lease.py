"""The leader's lease: one message that the servers forget when it is not renewed.

Taking and renewing are compare-and-set on the subject's last sequence. The lease only keeps two
nodes from working at once; what makes it safe is the journal's own expected sequence.
"""

from __future__ import annotations

import logging
import time
from typing import Final, NamedTuple

import msgspec
from nats.errors import Error as NatsError
from nats.js.api import StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from .connection import Connection
from .ensure import ensure_stream
from .settings import Names, Servers
from .stream import WRONG_LAST_SEQUENCE

MARGIN: Final = 0.2
"""Part of the TTL by which the holder stops before the servers forget the lease."""

_LOG = logging.getLogger(__name__)
_ENCODE: Final = msgspec.json.Encoder().encode


class LeaseRecord(msgspec.Struct, frozen=True):
    """What the lease says: who leads, since which epoch, and where clients reach it.

    ``epoch`` 0: it is taking over and does not serve yet.
    """

    node: str
    epoch: int
    url: str
    ws_url: str


_DECODE: Final = msgspec.json.Decoder(LeaseRecord).decode


class LeaseLostError(Exception):
    """Someone else has it, or it is not known who has."""


async def open_lease_stream(connection: Connection, names: Names, servers: Servers) -> None:
    """Make the stream of the lease when there is none.

    A plain stream: the key-value API drops the TTL of an update.

    Raises:
        JournalError: the servers refuse it.
    """
    wanted = StreamConfig(
        name=names.lease,
        subjects=[names.lease_subject],
        num_replicas=servers.replicas,
        storage=StorageType.FILE,
        max_msgs_per_subject=1,
        allow_msg_ttl=True,
        allow_direct=True,
    )
    await ensure_stream(connection, wanted)


class Held(NamedTuple):
    """A lease as the servers have it: the record and the number of its message."""

    record: LeaseRecord
    sequence: int


async def holder(connection: Connection, names: Names) -> Held | None:
    """Who has the lease, as the leader of its stream knows; None: nobody.

    Raises:
        NatsError, APIError, TimeoutError: no answer.
    """
    try:
        found = await connection.streams.get_last_msg(names.lease, names.lease_subject)
    except NotFoundError:
        return None
    return Held(_DECODE(found.data or b""), found.seq or 0)


class Lease:
    """One node's hold on the lease."""

    def __init__(self, connection: Connection, names: Names, ttl: int) -> None:
        self.ttl = ttl
        self._connection = connection
        self._names = names
        self._until = 0.0
        self._sequence = 0

    @property
    def remaining(self) -> float:
        """Seconds for which it surely holds, by this machine's own clock; at most 0: it does not.

        Counted from before the message was sent, less a margin: the servers begin later.
        """
        return self._until - time.monotonic()

    @property
    def held(self) -> bool:
        """Whether it surely holds now."""
        return self.remaining > 0

    async def take(self, record: LeaseRecord) -> bool:
        """Take it when nobody has it; whether that worked."""
        try:
            await self._publish(record, 0)
        except (NatsError, APIError, TimeoutError) as error:
            _LOG.info("the lease was not to be had: %s", str(error) or type(error).__name__)
            return False
        return True

    async def renew(self, record: LeaseRecord) -> None:
        """Hold it for another TTL.

        Raises:
            LeaseLostError: it is not ours any more.
            NatsError, APIError, TimeoutError: not known; try again while it holds.
        """
        try:
            await self._publish(record, self._sequence)
        except APIError as error:
            if error.err_code not in WRONG_LAST_SEQUENCE:
                raise
            # Perhaps it is our own message before this one, whose answer was lost.
            found = await holder(self._connection, self._names)
            if found is None or found.record.node != record.node:
                raise LeaseLostError("the lease has lapsed or is another node's") from None
            await self._publish(record, found.sequence)

    async def give_back(self) -> None:
        """Let another node take it at once; harmless when that fails."""
        self._until = 0.0
        try:
            await self._connection.streams.delete_msg(self._names.lease, self._sequence)
        except (NatsError, APIError, TimeoutError):
            return

    def drop(self) -> None:
        """Stop relying on it."""
        self._until = 0.0

    async def _publish(self, record: LeaseRecord, expected: int) -> None:
        sent = time.monotonic()
        found = await self._connection.streams.publish(
            self._names.lease_subject,
            _ENCODE(record),
            timeout=self.ttl,
            headers={"Nats-Expected-Last-Subject-Sequence": str(expected)},
            msg_ttl=self.ttl,
        )
        self._sequence = found.seq
        self._until = sent + self.ttl * (1 - MARGIN)
