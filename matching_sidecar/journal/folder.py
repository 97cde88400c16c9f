"""A folder that belongs to one process, and files that are in it whole or not at all."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

from .errors import JournalError, JournalLockedError


def lock_folder(folder: Path) -> int:
    """Make a folder when it is missing and lock it; the lock is held until what is returned is
    closed.

    Raises:
        JournalLockedError: another process has it.
        JournalError: it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise JournalError(f"cannot write in {folder}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise JournalLockedError(f"another sidecar uses the journal in {folder}") from error
    return lock


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder survive a power loss."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write_whole(path: Path, *chunks: bytes) -> None:
    """Put a file in place with all of its content, durably, or leave what was there.

    Raises:
        OSError: it could not be written; nothing is left behind.
    """
    temporary = path.with_suffix(".new")
    try:
        with temporary.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)
