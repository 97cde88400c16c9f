"""The local journal: segment files in a folder, one writer, append only."""

from __future__ import annotations

import logging
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from ..model.commands import Command
from . import frames, segments
from .errors import JournalBrokenError
from .folder import lock_folder, sync_folder
from .segments import Segments

_LOG = logging.getLogger(__name__)


class LocalJournal:
    """Commands numbered from 1 without gaps.

    ``last_seq`` is the last one written.
        Args:
            folder: made when missing; locked against a second writer for the life of the object.
            segment_bytes: a new segment begins when the current one is larger.
            synced: whether a commit survives a loss of power, not only the end of the process.
    """

    def __init__(
        self, folder: Path, segment_bytes: int = 64 << 20, *, synced: bool = False
    ) -> None:
        self.folder = folder
        self._synced = synced
        self._segment_bytes = segment_bytes
        self.last_seq = 0
        self._checksum = 0
        self._fd = -1
        self._size = 0
        self._lock = lock_folder(folder)
        self.journal_id = self._identity()

    def replay(self, after: int = 0) -> Iterator[tuple[int, list[Command]]]:
        """Commands after number ``after``, in batches of (number of the first, commands); then
        ready to append.

        A torn last frame is cut off: nothing in it was ever acknowledged.

        Raises:
            JournalDamagedError: a frame in the middle or a whole segment is missing or not sound.
        """
        found = Segments(self.folder, self.journal_id)
        yield from found.batches(after)
        self.last_seq, self._checksum = found.last_seq, found.checksum
        if found.path is None:
            return
        if found.torn:
            _LOG.warning(
                "%s: cut off a torn frame of %d bytes at %d", found.path, found.torn, found.end
            )
            os.truncate(found.path, found.end)
        self._fd = os.open(found.path, os.O_WRONLY | os.O_APPEND)
        self._size = found.end

    def commit(self, commands: list[Command]) -> None:
        """See ``Journal``.

        The caller waits for the disk (decision 0006).
        """
        self.append(commands)
        if self._synced:
            try:
                self.sync()
            except OSError as error:
                raise JournalBrokenError(f"the journal could not be synced: {error}") from error

    def append(self, commands: list[Command]) -> int:
        """Write a batch in one frame; it is in the operating system's hands then.

        Returns the first number.
                Raises:
                    OSError: nothing was written (disk full, …); the journal stays usable.
        """
        first = self.last_seq + 1
        if self._fd < 0 or self._size > self._segment_bytes:
            self._begin_segment(first)
        data, checksum = frames.encode(first, commands, self._checksum)
        try:
            _write(self._fd, data)
        except OSError:
            os.ftruncate(self._fd, self._size)
            raise
        self._size += len(data)
        self._checksum = checksum
        self.last_seq += len(commands)
        return first

    def sync(self) -> None:
        """Make what was appended survive a power loss.

        Raises:
            OSError: it may be lost; the caller must stop at once and never try again (the
                kernel has forgotten it).
        """
        os.fdatasync(self._fd)

    def probe(self, room: int = 64 << 10) -> None:
        """Check that there is room for new commands.

        Raises:
            OSError: there is not.
        """
        if self._fd >= 0:
            os.posix_fallocate(self._fd, self._size, room)
            os.ftruncate(self._fd, self._size)

    def close(self) -> None:
        """Sync, close and unlock."""
        if self._fd >= 0:
            os.fdatasync(self._fd)
            os.close(self._fd)
            self._fd = -1
        os.close(self._lock)

    def _identity(self) -> str:
        found = segments.paths(self.folder)
        if not found:
            return uuid.uuid4().hex
        with found[0].open("rb") as file:
            data = file.read(segments.HEADER.size)
        if len(data) < segments.HEADER.size and len(found) == 1:
            found[0].unlink()  # killed while making the very first segment
            return uuid.uuid4().hex
        return segments.identity(found[0], data)

    def _begin_segment(self, first: int) -> None:
        path = segments.path_of(self.folder, first)
        temporary = path.with_suffix(".new")
        fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            header = segments.header(self.journal_id)
            _write(fd, header)
            os.fsync(fd)
            temporary.rename(path)
            sync_folder(self.folder)
        finally:
            os.close(fd)
        if self._fd >= 0:
            os.fdatasync(self._fd)
            os.close(self._fd)
        self._fd = os.open(path, os.O_WRONLY | os.O_APPEND)
        self._size = len(header)


def _write(fd: int, data: bytes) -> None:
    """Write all of it: a nearly full disk takes a part and says so with the next call."""
    written = 0
    while written < len(data):
        written += os.write(fd, data[written:])
