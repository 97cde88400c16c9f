"""Frames of the journal: one per commit, with a checksum over its header and content, chained to
the frame before.

Header (little endian, 28 bytes): magic ``BSF1``, length of the content, number of the first
command, count of commands, checksum of the previous frame, checksum of this one. Checksums are
CRC-32. The content is a MessagePack array of commands.
"""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

import msgspec

from ..model.commands import Command

MAGIC = b"BSF1"
HEADER = struct.Struct("<4sIQIII")
_CHECKED = struct.Struct("<4sIQII")

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[Command])


class Frame(NamedTuple):
    """A frame found in a segment: where it ends, the commands' numbers and its checksum."""

    first_seq: int
    commands: int
    content: memoryview
    end: int
    previous: int
    checksum: int


def encode(first_seq: int, commands: list[Command], previous: int) -> tuple[bytes, int]:
    """A frame and its checksum."""
    content = _ENCODER.encode(commands)
    checked = _CHECKED.pack(MAGIC, len(content), first_seq, len(commands), previous)
    checksum = zlib.crc32(content, zlib.crc32(checked))
    return checked + checksum.to_bytes(4, "little") + content, checksum


def commands(frame: Frame) -> list[Command]:
    """The commands of a frame."""
    return _DECODER.decode(frame.content)


def at(data: memoryview, offset: int) -> Frame | None:
    """The frame at ``offset``, or None when there is no whole and sound one."""
    start = offset + HEADER.size
    if start > len(data):
        return None
    magic, length, first_seq, count, previous, checksum = HEADER.unpack_from(data, offset)
    end = start + length
    if magic != MAGIC or end > len(data):
        return None
    content = data[start:end]
    if zlib.crc32(content, zlib.crc32(data[offset : start - 4])) != checksum:
        return None
    return Frame(first_seq, count, content, end, previous, checksum)


def sound_frame_after(data: memoryview, offset: int) -> int | None:
    """Where the next sound frame stands behind ``offset``: its presence means damage, its absence
    a torn tail."""
    whole = bytes(data)
    found = whole.find(MAGIC, offset + 1)
    while found >= 0:
        if at(data, found) is not None:
            return found
        found = whole.find(MAGIC, found + 1)
    return None
