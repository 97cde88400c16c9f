"""What a shard needs of its journal, wherever the journal is kept."""

from __future__ import annotations

from asyncio import Future
from typing import Protocol

from ..model.commands import Command


class Journal(Protocol):
    """The ordered log of commands, numbered from 1 without gaps.

    One commit at a time: the next begins when the one before is settled.
    """

    @property
    def journal_id(self) -> str:
        """Its identity, 32 hexadecimal digits."""

    @property
    def last_seq(self) -> int:
        """Number of the last command that is durable."""

    def commit(self, commands: list[Command]) -> Future[None] | None:
        """Append a batch: durable at once (None), or when what is returned is done.

        Raises:
            OSError: nothing was written; the journal stays usable.
            JournalBrokenError: it may be lost; the process must end without another word.
            LostLeadershipError: (awaited) another node writes, or it is not known whether the
                batch was written; only the journal itself can tell.
        """

    def sync(self) -> None:
        """Make everything committed survive a power loss, before a snapshot relies on it.

        Raises:
            OSError: it may be lost.
        """

    def probe(self) -> None:
        """Check that there is room for new commands.

        Raises:
            OSError: there is not.
        """

    def close(self) -> None:
        """Give the journal free for another process."""
