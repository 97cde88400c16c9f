"""Rights withdrawn, kept beside the journal: a restart must not give them back.

The engine knows nothing of them: who may speak is decided before a command is one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Literal, Protocol

import msgspec

from .errors import JournalDamagedError, JournalError
from .folder import write_whole

FILE: Final = "revocations.json"

Scope = Literal["sub", "firm"]


class Revocation(msgspec.Struct, frozen=True):
    """Tokens of a login (``sub``) or a firm issued up to ``until``, seconds since 1970, are refused."""

    scope: Scope
    code: str
    until: int


class RevocationNotKeptError(Exception):
    """It could not be written: a restart would forget it."""


class Revocations(Protocol):
    """Those that still matter, kept where they outlive this process."""

    in_force: list[Revocation]
    """As they were found at the start."""

    heard: Callable[[Revocation], object]
    """Told of those that other nodes take."""

    def keep(self, one: Revocation) -> asyncio.Future[None] | None:
        """Make it durable: at once, or when the future is done.

        Raises:
            RevocationNotKeptError: it is not; also from the future.
        """


class LocalRevocations:
    """A file in the journal's folder, written anew and synced with each; the folder must be locked.

    Args:
        lifetime: seconds after which the last token from before a revocation has ended by itself.

    Raises:
        JournalError: the file cannot be read, or is damaged.
    """

    def __init__(self, folder: Path, lifetime: int, clock: Callable[[], float] = time.time) -> None:
        self.heard: Callable[[Revocation], object] = lambda _one: None
        self._path = folder / FILE
        self._lifetime = lifetime
        self._clock = clock
        self.in_force = self._lasting(_read(self._path))

    def keep(self, one: Revocation) -> None:
        """See ``Revocations``."""
        others = (old for old in self.in_force if (old.scope, old.code) != (one.scope, one.code))
        found = [*self._lasting(others), one]
        try:
            write_whole(self._path, msgspec.json.encode(found))
        except OSError as error:
            raise RevocationNotKeptError(f"{self._path}: {error.strerror}") from error
        self.in_force = found

    def _lasting(self, found: Iterable[Revocation]) -> list[Revocation]:
        oldest = self._clock() - self._lifetime
        return [one for one in found if one.until >= oldest]


def _read(path: Path) -> list[Revocation]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Revocation])
    except FileNotFoundError:
        return []
    except OSError as error:
        raise JournalError(f"cannot read {path}: {error.strerror}") from error
    except msgspec.DecodeError as error:
        text = f"{path} is damaged ({error}): tokens that were withdrawn would be taken again"
        raise JournalDamagedError(text) from None
