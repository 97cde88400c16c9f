"""Snapshots: the engine's state after a command, so that replay need not begin at the first
one."""

from __future__ import annotations

import logging
import struct
import zlib
from pathlib import Path
from typing import NamedTuple

from .folder import write_whole

_LOG = logging.getLogger(__name__)
_HEADER = struct.Struct("<4sI16sQQQI")
_MAGIC = b"BSS1"
VERSION = 2
KEEP = 2
"""How many snapshots stay: the newest, and one to fall back to."""


class Snapshot(NamedTuple):
    """State ``body`` after command ``seq`` (time ``ts``), when ``event_seq`` events had
    happened."""

    seq: int
    ts: int
    event_seq: int
    body: bytes


def write(folder: Path, journal_id: str, snapshot: Snapshot) -> Path:
    """Write a snapshot that is there completely or not at all, and drop the oldest ones.

    Raises:
        OSError: it could not be written; nothing is left behind.
    """
    path = folder / f"snapshot-{snapshot.seq:020d}.bss"
    fields = (
        _MAGIC,
        VERSION,
        bytes.fromhex(journal_id),
        snapshot.seq,
        snapshot.ts,
        snapshot.event_seq,
    )
    checksum = zlib.crc32(snapshot.body, zlib.crc32(_HEADER.pack(*fields, 0)))
    write_whole(path, _HEADER.pack(*fields, checksum), snapshot.body)
    for old in sorted(folder.glob("snapshot-*.bss"))[:-KEEP]:
        old.unlink()
    return path


def latest(
    folder: Path, journal_id: str, until: int | None = None
) -> tuple[Snapshot | None, list[str]]:
    """The newest sound snapshot of this journal, and what was wrong with newer ones.

    Args:
        until: nanoseconds; snapshots of a later moment are passed over.
    """
    problems: list[str] = []
    for path in sorted(folder.glob("snapshot-*.bss"), reverse=True):
        try:
            found = read(path, journal_id)
        except FileNotFoundError:
            continue  # a running sidecar has dropped it since
        if isinstance(found, Snapshot):
            if until is None or found.ts <= until:
                return found, problems
            continue
        problems.append(f"{path.name}: {found}")
        _LOG.error("snapshot %s is not usable (%s); falling back", path, found)
    return None, problems


def read(path: Path, journal_id: str) -> Snapshot | str:
    """The snapshot in a file, or what is wrong with it."""
    data = path.read_bytes()
    if len(data) < _HEADER.size:
        return "too short"
    *fields, checksum = _HEADER.unpack_from(data)
    magic, version, identity, seq, ts, event_seq = fields
    body = data[_HEADER.size :]
    if magic != _MAGIC or zlib.crc32(body, zlib.crc32(_HEADER.pack(*fields, 0))) != checksum:
        return "damaged"
    if version != VERSION:
        return f"format {version} is not this program's {VERSION}"
    if identity.hex() != journal_id:
        return "belongs to another journal"
    return Snapshot(seq, ts, event_seq, body)
