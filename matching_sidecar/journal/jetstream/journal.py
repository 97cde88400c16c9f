"""A shard's journal on the stream: what is committed and what is followed, in one position."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

from ...model.commands import Command
from .. import frames
from ..errors import JournalDamagedError, LostLeadershipError
from ..folder import lock_folder
from .chain import Chain, sound
from .stream import FrameStream


class JetStreamJournal:
    """See ``Journal``.

    Its position is what this node has applied. A commit that was given up does not move it; if
    it is in the stream, it is read from there.
        Args:
            folder: where this node keeps what it has made of the stream; locked.
            may_append: whether the lease still holds, asked before each commit.
    """

    def __init__(self, stream: FrameStream, folder: Path, may_append: Callable[[], bool]) -> None:
        self._chain = Chain()
        self._lock = lock_folder(folder)
        self._stream = stream
        self._may_append = may_append
        self._settled: asyncio.Future[None] | None = None

    @property
    def journal_id(self) -> str:
        """Identity of the stream."""
        return self._stream.journal_id

    @property
    def last_seq(self) -> int:
        """Number of the last command that is durable and applied here."""
        return self._chain.last_seq

    async def seek(self, last_seq: int) -> None:
        """Stand after a command that ended a commit: a snapshot's.

        Raises:
            JournalDamagedError: the stream has no commit that ends there.
            NatsError, APIError, TimeoutError: the servers do not answer.
        """
        self._chain = Chain()
        if not last_seq:
            return
        low, high = 0, await self._stream.last()
        while low < high:
            middle = (low + high + 1) // 2
            if (await self._frame(middle)).first_seq <= last_seq:
                low = middle
            else:
                high = middle - 1
        found = await self._frame(low) if low else None
        if found is None or found.first_seq + found.commands - 1 != last_seq:
            raise JournalDamagedError(
                f"the snapshot is at command {last_seq}, the stream has no commit that ends there"
            )
        self._chain.stand(low, found)

    async def read(self) -> AsyncIterator[list[Command]]:
        """The commits that follow, to the end as far as the asked servers know.

        Each is to be applied before the next is taken: the position moves one by one, and a
        snapshot may be taken in between.

        Raises:
            JournalDamagedError: a frame is missing, not sound, or does not follow.
            NatsError, TimeoutError: the servers do not answer.
        """
        chain = self._chain
        while found := await self._stream.read(chain.frame):
            for data in found:
                yield chain.follow(data)

    def commit(self, commands: list[Command]) -> asyncio.Future[None]:
        """See ``Journal``."""
        data, checksum = self._chain.encode(commands)
        settled: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        appending = asyncio.create_task(self._append(data))
        appending.add_done_callback(partial(self._settle, settled, len(commands), checksum))
        self._settled = settled
        return settled

    def give_up(self) -> None:
        """Stop waiting for the commit on its way, if any: only the stream can tell its outcome."""
        if self._settled is not None and not self._settled.done():
            self._settled.set_exception(
                LostLeadershipError("the journal's servers did not answer in time")
            )

    def sync(self) -> None:
        """Nothing to do: a commit is durable on the servers."""

    def probe(self) -> None:
        """Nothing to do: the servers say so when they have no room."""

    def close(self) -> None:
        """Unlock the folder; the connection is closed by who opened it."""
        self.give_up()
        os.close(self._lock)

    async def _append(self, data: bytes) -> None:
        if not self._may_append():
            raise LostLeadershipError("the lease has lapsed")
        await self._stream.append(data, self._chain.frame)

    def _settle(
        self,
        settled: asyncio.Future[None],
        commands: int,
        checksum: int,
        appending: asyncio.Task[None],
    ) -> None:
        error = asyncio.CancelledError() if appending.cancelled() else appending.exception()
        if settled.done():
            return  # given up: whoever reads the stream finds it, or not
        if error is None:
            self._chain.advance(commands, checksum)
            settled.set_result(None)
        elif isinstance(error, asyncio.CancelledError):
            settled.cancel()
        else:
            settled.set_exception(error)

    async def _frame(self, number: int) -> frames.Frame:
        found = await self._stream.read(number - 1, 1)
        if not found:
            raise JournalDamagedError(f"frame {number} is not in the stream")
        return sound(number, found[0])
