"""The segment files of a journal: their header, and reading them in order without changing anything."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ..model.commands import Command
from . import frames
from .errors import JournalDamagedError, JournalError

HEADER: Final = struct.Struct("<4sI16sI")
_MAGIC: Final = b"BSJ1"
VERSION: Final = 1
"""Format of the commands.

An older one is upgraded when read, a newer one refused.
"""


class Segments:
    """Reads the segments of a folder, also while another process writes there.

    ``last_seq``, ``checksum``, ``path`` and ``end`` (a byte in it) tell where the last sound frame
    ended; ``torn`` is how many bytes of an unfinished one follow it.
    """

    def __init__(self, folder: Path, journal_id: str) -> None:
        self.folder = folder
        self.journal_id = journal_id
        self.last_seq = 0
        self.checksum = 0
        self.path: Path | None = None
        self.end = 0
        self.torn = 0

    def batches(self, after: int = 0) -> Iterator[tuple[int, list[Command]]]:
        """Commands after number ``after``, in batches of (number of the first, commands).

        Raises:
            JournalDamagedError: a frame in the middle or a whole segment is missing or not sound.
        """
        for frame in self._chain(after):
            if self.last_seq <= after:
                continue
            found, first = frames.commands(frame), frame.first_seq
            if first <= after:
                found, first = found[after + 1 - first :], after + 1
            yield first, found
        if self.last_seq < after:
            raise JournalDamagedError(
                f"{self.folder}: the journal ends at {self.last_seq}, the snapshot is at {after}"
            )

    def _chain(self, after: int) -> Iterator[frames.Frame]:
        """Frames of the segments that are needed, each following the one before."""
        segments = paths(self.folder)
        later = [*map(_first, segments[1:]), after + 1]
        # The one that holds command ``after`` too, were it its last: the next frame follows from it.
        needed = [
            path for path, following in zip(segments, later, strict=False) if following > after
        ]
        if not needed:
            self._missing(1, after)
            return
        self._missing(after + 1, _first(needed[0]) - 1)
        self.last_seq = _first(needed[0]) - 1
        chained = needed[0] == segments[0]
        for path in needed:
            self._missing(self.last_seq + 1, _first(path) - 1)
            for frame in self._frames(path, path is needed[-1]):
                follows = frame.first_seq == self.last_seq + 1
                if not follows or (chained and frame.previous != self.checksum):
                    raise JournalDamagedError(
                        f"{path}: frame at byte {self.end} does not follow command {self.last_seq}"
                    )
                chained = True
                self.last_seq += frame.commands
                self.checksum = frame.checksum
                self.end = frame.end
                yield frame

    def _frames(self, path: Path, last: bool) -> Iterator[frames.Frame]:
        data = memoryview(path.read_bytes())
        if identity(path, bytes(data[: HEADER.size])) != self.journal_id:
            raise JournalDamagedError(f"{path}: belongs to another journal")
        self.path, self.end = path, HEADER.size
        while self.end < len(data):
            frame = frames.at(data, self.end)
            if frame is not None:
                yield frame
                continue
            if not last or frames.sound_frame_after(data, self.end) is not None:
                raise JournalDamagedError(
                    f"{path}: damaged at byte {self.end}, command {self.last_seq + 1}"
                )
            self.torn = len(data) - self.end
            return

    def _missing(self, first: int, last: int) -> None:
        if first <= last:
            raise JournalDamagedError(f"{self.folder}: commands {first} to {last} are missing")


def paths(folder: Path) -> list[Path]:
    """The segments of a folder, oldest first."""
    return sorted(folder.glob("journal-*.bsj"))


def path_of(folder: Path, first_seq: int) -> Path:
    """The segment that begins with a command."""
    return folder / f"journal-{first_seq:020d}.bsj"


def header(journal_id: str) -> bytes:
    """What a segment begins with."""
    fields = HEADER.pack(_MAGIC, VERSION, bytes.fromhex(journal_id), 0)[:-4]
    return fields + zlib.crc32(fields).to_bytes(4, "little")


def identity(path: Path, data: bytes) -> str:
    """The journal's identity in a segment's header.

    Raises:
        JournalError: it is damaged, or of a newer format.
    """
    if len(data) < HEADER.size:
        raise JournalDamagedError(f"{path}: the segment's header is not whole")
    magic, version, journal_id, checksum = HEADER.unpack(data)
    if magic != _MAGIC or zlib.crc32(data[: HEADER.size - 4]) != checksum:
        raise JournalDamagedError(f"{path}: damaged at byte 0, not a sound journal segment")
    if version > VERSION:
        raise JournalError(f"{path}: format {version} is newer than this program's {VERSION}")
    return str(journal_id.hex())


def _first(path: Path) -> int:
    return int(path.stem.removeprefix("journal-"))
