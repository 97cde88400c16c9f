"""A shard's stream: message number n is frame number n. Appended with the number it must get, read
by number."""

from __future__ import annotations

import uuid
from typing import Final

import msgspec
from nats.errors import Error as NatsError
from nats.js.api import StorageType, StreamConfig, StreamInfo
from nats.js.errors import APIError, NotFoundError

from ..errors import JournalDamagedError, JournalError, LostLeadershipError
from .connection import REQUEST_SECONDS, Connection
from .ensure import ensure_stream
from .settings import Names, Servers

READ_FRAMES: Final = 256
READ_BYTES: Final = 8 << 20
APPEND_SECONDS: Final = 2.0
WRONG_LAST_SEQUENCE: Final = (10071, 10164)
"""Servers in a cluster say the second when another append is on its way."""
_IDENTITY: Final = "brokersync_journal_id"
_ENCODE: Final = msgspec.json.Encoder().encode


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
        client = self._connection.client
        inbox = client.new_inbox()
        answers = await client.subscribe(inbox)
        try:
            question = {"seq": after + 1, "batch": limit, "max_bytes": READ_BYTES}
            await client.publish(
                f"$JS.API.DIRECT.GET.{self._names.journal}", _ENCODE(question), reply=inbox
            )
            found: list[bytes] = []
            while True:
                message = await answers.next_msg(REQUEST_SECONDS)
                headers = message.headers or {}
                if "Nats-Sequence" not in headers:
                    return found
                if int(headers["Nats-Sequence"]) != after + len(found) + 1:
                    raise JournalDamagedError(
                        f"{self._names.journal}: frame {after + len(found) + 1} is missing"
                    )
                found.append(message.data)
        finally:
            await answers.unsubscribe()


def _identity(found: StreamInfo) -> str:
    identity = (found.config.metadata or {}).get(_IDENTITY, "")
    if not identity:
        raise JournalError(f"the stream {found.config.name} is not a journal")
    return identity
