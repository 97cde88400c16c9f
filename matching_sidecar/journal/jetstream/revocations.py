"""Rights withdrawn, on a stream that all nodes of a shard read."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

import msgspec
from nats.errors import Error as NatsError
from nats.js.api import StorageType, StreamConfig

from ...tasks import end
from ..revocations import Revocation, RevocationNotKeptError
from .connection import Connection
from .ensure import ensure_stream
from .reading import read
from .settings import Names, Servers

FOLLOW_SECONDS: Final = 0.2
"""Between two looks at what other nodes took."""
READ_MESSAGES: Final = 256
WRITE_SECONDS: Final = 2.0

_LOG = logging.getLogger(__name__)
_ENCODE: Final = msgspec.json.Encoder().encode
_DECODE: Final = msgspec.json.Decoder(Revocation).decode


class JetStreamRevocations:
    """Any node may take one, whether it leads or not; the servers forget them with the tokens."""

    def __init__(self, connection: Connection, names: Names) -> None:
        self.in_force: list[Revocation] = []
        self.heard: Callable[[Revocation], object] = self.in_force.append
        self._connection = connection
        self._names = names
        self._read_to = 0
        self._reading = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls, connection: Connection, names: Names, servers: Servers, lifetime: int
    ) -> JetStreamRevocations:
        """The shard's stream, and all that is in it; made when there is none. Waits for servers that cannot answer
        yet.

        Args:
            lifetime: seconds after which the last token from before a revocation has ended by itself.

        Raises:
            JournalError: the servers refuse to make it.
        """
        wanted = StreamConfig(
            name=names.revocations,
            subjects=[names.revocations_subject],
            num_replicas=servers.replicas,
            storage=StorageType.FILE,
            max_age=lifetime,
            allow_direct=True,
        )
        await ensure_stream(connection, wanted)
        opened = cls(connection, names)
        while True:
            try:
                await opened.catch_up()
            except (NatsError, TimeoutError) as error:
                _LOG.warning("the revocations cannot be read yet: %s", _text(error))
                await asyncio.sleep(FOLLOW_SECONDS)
            else:
                return opened

    def keep(self, one: Revocation) -> asyncio.Future[None]:
        """See ``Revocations``."""
        return asyncio.ensure_future(self._publish(one))

    async def catch_up(self) -> None:
        """Hear of everything that was acknowledged before this was called.

        Raises:
            TimeoutError, NatsError: no answer.
        """
        until = (await self._connection.streams.stream_info(self._names.revocations)).state
        while until.messages and self._read_to < until.last_seq:
            if (
                not await self._read()
            ):  # the server asked is behind, or the last one has just lapsed
                await asyncio.sleep(FOLLOW_SECONDS)
                until = (await self._connection.streams.stream_info(self._names.revocations)).state

    def start(self) -> None:
        """Hear of what other nodes take, from now on."""
        self._task = asyncio.create_task(self._follow(), name="revocations")

    async def stop(self) -> None:
        """Hear of no more."""
        await end(self._task)

    async def _follow(self) -> None:
        while True:
            try:
                while await self._read():
                    pass
            except (NatsError, TimeoutError) as error:
                _LOG.info("the revocations cannot be read: %s", _text(error))
            await asyncio.sleep(FOLLOW_SECONDS)

    async def _read(self) -> int:
        """Read on; gives how many were found."""
        question = {
            "seq": self._read_to + 1,
            "next_by_subj": self._names.revocations_subject,
            "batch": READ_MESSAGES,
        }
        async with self._reading:
            found = await read(self._connection, self._names.revocations, question)
            for message in found:
                if message.seq > self._read_to:
                    self.heard(_DECODE(message.data))
                    self._read_to = message.seq
        return len(found)

    async def _publish(self, one: Revocation) -> None:
        subject = self._names.revocations_subject
        try:
            await self._connection.streams.publish(subject, _ENCODE(one), timeout=WRITE_SECONDS)
        except (NatsError, TimeoutError) as error:
            text = f"the journal's servers did not take it: {_text(error)}"
            raise RevocationNotKeptError(text) from error


def _text(error: Exception) -> str:
    return str(error) or type(error).__name__
