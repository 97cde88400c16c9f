"""What a door and the sidecar say to each other: a head of nine bytes, numbers of clients, content.

A message to many clients is sent to the door once.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

# From the door.
OPENED: Final = 1
RECEIVED: Final = 2
LOST: Final = 3
SLOW: Final = 4
CAUGHT_UP: Final = 5
# To the door.
SEND: Final = 6
GOODBYE: Final = 7
PAUSE: Final = 8
SHUT: Final = 9
HOLD: Final = 10
GO_ON: Final = 11

_HEAD: Final = struct.Struct("<BII")
_NUMBER: Final = "I"
_NUMBER_BYTES: Final = array(_NUMBER).itemsize


class Note(NamedTuple):
    """``clients`` by the numbers their door gave them. ``content`` is a whole message, or what the kind needs."""

    kind: int
    clients: Sequence[int]
    content: bytes


def encode(kind: int, clients: Sequence[int], content: bytes = b"") -> bytes:
    """A note as bytes."""
    numbers = array(_NUMBER, clients).tobytes()
    return b"".join((_HEAD.pack(kind, len(clients), len(content)), numbers, content))


class Decoder:
    """Puts notes together from what comes in pieces."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Note]:
        """The notes that are complete now."""
        buffer = self._buffer
        buffer += data
        start, size = 0, len(buffer)
        while size - start >= _HEAD.size:
            kind, count, length = _HEAD.unpack_from(buffer, start)
            numbers = start + _HEAD.size
            content = numbers + count * _NUMBER_BYTES
            if size < content + length:
                break
            clients = array(_NUMBER, bytes(buffer[numbers:content]))
            start = content + length
            yield Note(kind, clients, bytes(buffer[content:start]))
        del buffer[:start]
