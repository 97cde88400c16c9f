"""A disk that keeps only what was synced, fills up, fails, and loses power in mid-write.

The files are real (in memory, below ``/dev/shm``); this stands in for the module ``os`` where the
sidecar writes them, and remembers what a loss of power would leave.
"""

from __future__ import annotations

import errno
import os
import random
from pathlib import Path


class PowerLoss(SystemExit):
    """The process ends here; derived from what an event loop lets through."""


class SimDisk:
    """``process_only``: crashes kill the process, but the machine and its memory live on.

    ``room`` is how many bytes can still be written, None for any number; ``fuse`` how many
    operations are left until the process ends, ``sync_fails`` how many syncs until one fails.
    """

    def __init__(self, dice: random.Random, *, process_only: bool) -> None:
        self._dice = dice
        self._process_only = process_only
        self.room: int | None = None
        self.fuse: int | None = None
        self.sync_fails: int | None = None
        self._durable: dict[int, bytes] = {}
        """Content by file number as of its last sync."""
        self._forgotten: dict[int, tuple[int, int]] = {}
        """Bytes by file number that a failed sync lost for good."""
        self._names: dict[Path, set[str]] = {}
        """Names in a folder as of its last sync."""

    def __getattr__(self, name: str):
        return getattr(os, name)

    def write(self, fd: int, data: bytes) -> int:
        return self._write(data, lambda part: os.write(fd, part))

    def pwrite(self, fd: int, data: bytes, offset: int) -> int:
        return self._write(data, lambda part: os.pwrite(fd, part, offset))

    def _write(self, data: bytes, write) -> int:
        if self._burnt():
            write(bytes(data[: self._dice.randrange(len(data) + 1)]))
            raise PowerLoss
        if self.room is not None and len(data) > self.room:
            part, self.room = bytes(data[: self.room]), 0
            if part:
                return write(part)
            raise OSError(errno.ENOSPC, "no space left on the simulated disk")
        if self.room is not None:
            self.room -= len(data)
        return write(data)

    def posix_fallocate(self, fd: int, offset: int, length: int) -> None:
        if self.room is not None and length > self.room:
            raise OSError(errno.ENOSPC, "no space left on the simulated disk")
        os.posix_fallocate(fd, offset, length)

    def fdatasync(self, fd: int) -> None:
        self._sync(fd)

    def fsync(self, fd: int) -> None:
        self._sync(fd)

    def _sync(self, fd: int) -> None:
        if self._burnt():
            raise PowerLoss
        if self.sync_fails is not None:
            self.sync_fails -= 1
            if self.sync_fails == 0:
                self._forget(fd)
                raise OSError(errno.EIO, "the simulated disk could not sync")
        path = Path(f"/proc/self/fd/{fd}").readlink()
        if path.is_dir():
            self._names[path] = {entry.name for entry in path.iterdir()}
        else:
            self._durable[os.fstat(fd).st_ino] = path.read_bytes()

    def _forget(self, fd: int) -> None:
        """The kernel takes the pages for clean after a failed sync: a later one leaves them out."""
        number, end = os.fstat(fd).st_ino, os.fstat(fd).st_size
        self._forgotten[number] = (len(self._durable.get(number, b"")), end)

    def _burnt(self) -> bool:
        if self.fuse is None:
            return False
        self.fuse -= 1
        return self.fuse < 0

    def lose_power(self, folder: Path) -> None:
        """What the folder looks like to the next process."""
        self.fuse = self.sync_fails = None
        if self._process_only:
            return
        for path in sorted(folder.rglob("*")):
            if path.name == "lock" or path.is_dir():
                continue
            names = self._names.get(path.parent)
            fresh = names is not None and path.name not in names
            if fresh and path.stat().st_ino not in self._durable and self._dice.random() < 0.5:
                path.unlink()  # made since the folder was synced: it may be there or not
            else:
                self._tear(path)

    def _tear(self, path: Path) -> None:
        content, number = path.read_bytes(), path.stat().st_ino
        safe = self._durable.get(number, b"")
        start, end = self._forgotten.pop(number, (0, 0))
        if start < len(safe):
            hole = bytes(min(end, len(safe)) - start)
            safe = safe[:start] + hole + safe[end:]
            content = content[:start] + hole + content[end:]
        if content.startswith(safe):
            kept = len(safe) + self._dice.randrange(len(content) - len(safe) + 1)
            torn = bytearray(content[:kept])
        else:  # shortened or overwritten since: the old content, or any mixture
            torn = bytearray(self._dice.choice((safe, content)))
        if len(torn) > len(safe) and self._dice.random() < 0.3:
            # The length was written before the content: a hole, or an old sector, in the new part.
            start = self._dice.randrange(len(safe), len(torn))
            torn[start:] = self._dice.randbytes(1) * (len(torn) - start)
        path.write_bytes(torn)
        self._durable[path.stat().st_ino] = bytes(torn)
