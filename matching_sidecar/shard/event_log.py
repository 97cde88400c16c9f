"""The event log: every numbered event in a file, for repeated answers, for Odoo and for replays
of market data.

It can be rebuilt from the journal at any time, so it is not synced on the path of an order.
``SPAN`` events share a pair of files: the events as MessagePack, and the offset where each ends
as eight bytes.
"""

from __future__ import annotations

import os
import struct
import threading
from array import array
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import msgspec

from ..model.events import Event

SPAN = 1 << 18
_OFFSET = struct.Struct("<Q")
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Event)


class EventLog:
    """Events from number 1 without gaps; ``last_seq`` is the last.

    Reading is safe from other threads.     When the disk is full, events wait in memory and
    ``flush`` tries again; the shard takes no new commands then.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.last_seq = 0
        self._written = 0
        self._waiting: list[Event] = []
        self._files: dict[int, tuple[int, int]] = {}
        self._size = 0
        self._guard = threading.Lock()

    def truncate(self, last_seq: int) -> None:
        """Forget the events after ``last_seq``: replay writes them again.

        Raises:
            ValueError: there are fewer events than that.
        """
        keep = (last_seq - 1) // SPAN if last_seq else -1
        for path in self._folder.glob("events-*"):
            if int(path.stem.removeprefix("events-")) > keep:
                path.unlink()
        self.last_seq = self._written = last_seq
        self._size = 0
        if last_seq:
            data, index = self._open(keep)
            entry = os.pread(index, 8, ((last_seq - 1) % SPAN) * 8)
            if len(entry) < 8 or os.fstat(data).st_size < _OFFSET.unpack(entry)[0]:
                raise ValueError(f"the event log is shorter than {last_seq} events")
            self._size = _OFFSET.unpack(entry)[0]
            os.ftruncate(data, self._size)
            os.ftruncate(index, ((last_seq - 1) % SPAN + 1) * 8)

    @property
    def waiting(self) -> int:
        """Events that are not in the file yet."""
        return len(self._waiting)

    def append(self, events: Sequence[Event]) -> None:
        """Take events over; they can be read at once."""
        with self._guard:
            self._waiting.extend(events)
            self.last_seq += len(events)

    def flush(self) -> None:
        """Write what waits.

        Raises:
            OSError: the disk is full or broken; nothing is lost, try again.
        """
        while self._waiting:
            segment, position = divmod(self._written, SPAN)
            batch = self._waiting[: SPAN - position]
            data, index = self._open(segment)
            start = self._size if position else 0
            buffer, ends = bytearray(), array("Q")
            for event in batch:
                _ENCODER.encode_into(event, buffer, -1)
                ends.append(start + len(buffer))
            _pwrite(data, buffer, start)
            _pwrite(index, ends.tobytes(), position * 8)
            self._size = start + len(buffer)
            with self._guard:
                self._written += len(batch)
                del self._waiting[: len(batch)]

    def read(self, first_seq: int, limit: int) -> list[Event]:
        """Up to ``limit`` events from number ``first_seq``."""
        with self._guard:
            waiting, written = list(self._waiting), self._written
        found: list[Event] = []
        seq = max(first_seq, 1)
        stop = min(seq + limit, written + len(waiting) + 1)
        while seq < stop and seq <= written:
            segment, position = divmod(seq - 1, SPAN)
            count = min(stop - seq, SPAN - position, written - seq + 1)
            found += self._read(segment, position, count)
            seq += count
        if seq < stop:
            found += waiting[seq - written - 1 : stop - written - 1]
        return found

    def get(self, seq: int) -> Event:
        """One event.

        Raises:
            LookupError: there is none with this number.
        """
        found = self.read(seq, 1)
        if not found or found[0].seq != seq:
            raise LookupError(f"no event {seq}")
        return found[0]

    def sync(self) -> None:
        """Make what is written survive a power loss (before a snapshot relies on it)."""
        for data, index in self._files.values():
            os.fdatasync(data)
            os.fdatasync(index)

    def close(self) -> None:
        """Close the files."""
        for data, index in self._files.values():
            os.close(data)
            os.close(index)
        self._files.clear()

    def _open(self, segment: int) -> tuple[int, int]:
        found = self._files.get(segment)
        if found is None:
            base = self._folder / f"events-{segment:012d}"
            flags = os.O_RDWR | os.O_CREAT
            data = os.open(base.with_suffix(".bse"), flags, 0o600)
            found = self._files[segment] = (data, os.open(base.with_suffix(".idx"), flags, 0o600))
        return found

    def _read(self, segment: int, position: int, count: int) -> list[Event]:
        data, index = self._open(segment)
        before = 1 if position else 0
        entries = array("Q")
        entries.frombytes(os.pread(index, (count + before) * 8, (position - before) * 8))
        if not before:
            entries.insert(0, 0)
        start = entries[0]
        content = memoryview(os.pread(data, entries[-1] - start, start))
        ends = [entry - start for entry in entries]
        return [_DECODER.decode(content[a:b]) for a, b in pairwise(ends)]


def _pwrite(fd: int, data: bytes | bytearray, offset: int) -> None:
    view, written = memoryview(data), 0
    while written < len(view):
        written += os.pwrite(fd, view[written:], offset + written)
