"""A shard's stream: message number n is frame number n. Appended with the number it must get, read
by number."""

from __future__ import annotations

import uuid
from typing import Final

from nats.errors import Error as NatsError
from nats.js.api import StorageType, StreamConfig, StreamInfo
from nats.js.errors import APIError, NotFoundError

from ..errors import JournalDamagedError, JournalError, LostLeadershipError
from .connection import Connection
from .ensure import ensure_stream
from .reading import read
from .settings import Names, Servers

READ_FRAMES: Final = 256
READ_BYTES: Final = 8 << 20
APPEND_SECONDS: Final = 2.0
WRONG_LAST_SEQUENCE: Final = (10071, 10164)
"""Servers in a cluster say the second when another append is on its way."""
_IDENTITY: Final = "brokersync_journal_id"


class FrameStream:
    """The frames of one shard."""

    def __init__(self, connection: Connection, names: Names, journal_id: str) -> None:
        self.journal_id = journal_id
        self._connection = connection
        self._names = names

    @classmethod
    async def open(cls, connection: Connection, names: Names, servers: Servers) -> FrameStream:
        """The shard's stream; made when there is none. Waits for servers that cannot answer yet.

        Raises:
            JournalError: the servers refuse, or the stream is not a journal of ours.
        """
        wanted = StreamConfig(
            name=names.journal,
            subjects=[names.journal_subject],
            num_replicas=servers.replicas,
            storage=StorageType.FILE,
            allow_direct=True,
            deny_delete=True,
            deny_purge=True,
            metadata={_IDENTITY: uuid.uuid4().hex},
        )
        found = await ensure_stream(connection, wanted)
        return cls(connection, names, _identity(found))

    @classmethod
    async def find(cls, connection: Connection, names: Names) -> FrameStream:
        """The shard's stream, which must be there.

        Raises:
            JournalError: there is none, or it is not a journal of ours.
            NatsError, TimeoutError: no answer.
        """
        try:
            found = await connection.streams.stream_info(names.journal)
        except NotFoundError:
            raise JournalError(f"there is no stream {names.journal}") from None
        return cls(connection, names, _identity(found))

    async def append(self, frame: bytes, after: int) -> None:
        """Add a frame as number ``after + 1``; durable on most of the servers when this returns.

        Raises:
            LostLeadershipError: the stream does not end at ``after``, or it is not known
                whether the frame is in it.
        """
        try:
            await self._connection.streams.publish(
                self._names.journal_subject,
                frame,
                timeout=APPEND_SECONDS,
                headers={"Nats-Expected-Last-Sequence": str(after)},
            )
        except APIError as error:
            if error.err_code in WRONG_LAST_SEQUENCE:
                raise LostLeadershipError("another node writes this journal") from None
            raise LostLeadershipError(f"the journal's servers refuse: {error}") from None
        except (NatsError, TimeoutError) as error:
            reason = str(error) or type(error).__name__
            raise LostLeadershipError(f"the journal's servers did not answer: {reason}") from None

    async def last(self) -> int:
        """Number of the last frame, as the stream's leader knows it.

        Raises:
            NatsError, APIError, TimeoutError: no answer.
        """
        found = await self._connection.streams.stream_info(self._names.journal)
        return found.state.last_seq

    async def read(self, after: int, limit: int = READ_FRAMES) -> list[bytes]:
        """Frames from number ``after + 1`` on, as far as the asked server has them.

        Any server answers, also while the stream has no leader.

        Raises:
            TimeoutError, NatsError: no answer.
            JournalDamagedError: a frame is missing.
        """
        question = {"seq": after + 1, "batch": limit, "max_bytes": READ_BYTES}
        found = await read(self._connection, self._names.journal, question)
        for number, message in enumerate(found, after + 1):
            if message.seq != number:
                raise JournalDamagedError(f"{self._names.journal}: frame {number} is missing")
        return [message.data for message in found]


def _identity(found: StreamInfo) -> str:
    identity = (found.config.metadata or {}).get(_IDENTITY, "")
    if not identity:
        raise JournalError(f"the stream {found.config.name} is not a journal")
    return identity
