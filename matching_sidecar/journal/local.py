"""The local journal: segment files in a folder, one writer, append only."""

from __future__ import annotations

import logging
import os
import struct
import uuid
import zlib
from collections.abc import Iterator
from pathlib import Path

from ..model.commands import Command
from . import frames
from .errors import JournalBrokenError, JournalDamagedError, JournalError
from .folder import lock_folder, sync_folder

_LOG = logging.getLogger(__name__)
_SEGMENT = struct.Struct("<4sI16sI")
_MAGIC = b"BSJ1"
VERSION = 1
"""Format of the commands.

An older one is upgraded when read, a newer one refused.
"""


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
        segments = self._segments()
        later = [*map(_first, segments[1:]), after + 2]
        needed = [
            path for path, following in zip(segments, later, strict=False) if following > after + 1
        ]
        if not needed:
            if after:
                raise JournalDamagedError(f"{self.folder}: commands 1 to {after} are missing")
            return
        if _first(needed[0]) > after + 1:
            raise JournalDamagedError(
                f"{self.folder}: commands {after + 1} to {_first(needed[0]) - 1} are missing"
            )
        self.last_seq = _first(needed[0]) - 1
        chained = needed[0] == segments[0]
        for path in needed:
            if _first(path) != self.last_seq + 1:
                raise JournalDamagedError(
                    f"{self.folder}: commands {self.last_seq + 1} to {_first(path) - 1} are missing"
                )
            for frame in self._frames(path, path is needed[-1], chained):
                chained = True
                if self.last_seq <= after:
                    continue
                found = frames.commands(frame)
                first = frame.first_seq
                if first <= after:
                    found, first = found[after + 1 - first :], after + 1
                yield first, found
        if self.last_seq < after:
            raise JournalDamagedError(
                f"{self.folder}: the journal ends at {self.last_seq}, the snapshot is at {after}"
            )
        self._fd = os.open(needed[-1], os.O_WRONLY | os.O_APPEND)
        self._size = os.fstat(self._fd).st_size

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
        written = 0
        try:
            while written < len(data):
                written += os.write(self._fd, data[written:])
        except OSError:
            os.ftruncate(self._fd, self._size)
            raise
        self._size += written
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
        segments = self._segments()
        if not segments:
            return uuid.uuid4().hex
        data = segments[0].read_bytes()[: _SEGMENT.size]
        if len(data) < _SEGMENT.size and len(segments) == 1:
            segments[0].unlink()  # killed while making the very first segment
            return uuid.uuid4().hex
        return _segment_header(segments[0], data)

    def _segments(self) -> list[Path]:
        return sorted(self.folder.glob("journal-*.bsj"))

    def _begin_segment(self, first: int) -> None:
        path = self.folder / f"journal-{first:020d}.bsj"
        temporary = path.with_suffix(".new")
        fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            header = _header(self.journal_id)
            os.write(fd, header)
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

    def _frames(self, path: Path, last: bool, chained: bool) -> Iterator[frames.Frame]:
        data = memoryview(path.read_bytes())
        if _segment_header(path, bytes(data[: _SEGMENT.size])) != self.journal_id:
            raise JournalDamagedError(f"{path}: belongs to another journal")
        offset = _SEGMENT.size
        while offset < len(data):
            frame = frames.at(data, offset)
            if frame is None:
                if not last or frames.sound_frame_after(data, offset) is not None:
                    raise JournalDamagedError(
                        f"{path}: damaged at byte {offset}, command {self.last_seq + 1}"
                    )
                _LOG.warning(
                    "%s: cut off a torn frame of %d bytes at %d", path, len(data) - offset, offset
                )
                os.truncate(path, offset)
                return
            if frame.first_seq != self.last_seq + 1 or (
                chained and frame.previous != self._checksum
            ):
                raise JournalDamagedError(
                    f"{path}: frame at byte {offset} does not follow command {self.last_seq}"
                )
            self.last_seq += frame.commands
            self._checksum = frame.checksum
            offset = frame.end
            chained = True
            yield frame


def _first(path: Path) -> int:
    return int(path.stem.removeprefix("journal-"))


def _header(journal_id: str) -> bytes:
    fields = _SEGMENT.pack(_MAGIC, VERSION, bytes.fromhex(journal_id), 0)[:-4]
    return fields + zlib.crc32(fields).to_bytes(4, "little")


def _segment_header(path: Path, data: bytes) -> str:
    """The journal's identity in a segment's header."""
    if len(data) < _SEGMENT.size:
        raise JournalDamagedError(f"{path}: the segment's header is not whole")
    magic, version, journal_id, checksum = _SEGMENT.unpack(data)
    if magic != _MAGIC or zlib.crc32(data[: _SEGMENT.size - 4]) != checksum:
        raise JournalDamagedError(f"{path}: damaged at byte 0, not a sound journal segment")
    if version > VERSION:
        raise JournalError(f"{path}: format {version} is newer than this program's {VERSION}")
    return str(journal_id.hex())
