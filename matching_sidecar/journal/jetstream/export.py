"""A copy of the shard's stream as a local journal: to restore one, to look into, to leave NATS."""

from __future__ import annotations

from pathlib import Path

from ..errors import JournalError
from ..local import LocalJournal
from .chain import Chain
from .connection import Connection
from .settings import Names, Servers
from .stream import FrameStream


async def export(servers: Servers, shard: str, folder: Path) -> int:
    """Write all commits of the stream, each checked, into a new folder; gives the last command's
    number.

    Raises:
        JournalError: the folder holds a journal already, the stream is damaged, or there is none.
        NatsError, TimeoutError: the servers do not answer.
    """
    connection = await Connection.open(servers, f"export {shard}")
    try:
        stream = await FrameStream.find(connection, Names(shard))
        journal = LocalJournal(folder)
        try:
            if any(journal.folder.glob("journal-*.bsj")):
                raise JournalError(f"{folder} holds a journal already")
            journal.journal_id = stream.journal_id
            chain = Chain()
            while data := await stream.read(chain.frame):
                for frame in data:
                    journal.append(chain.follow(frame))
            journal.sync()
            return journal.last_seq
        finally:
            journal.close()
    finally:
        await connection.close()
