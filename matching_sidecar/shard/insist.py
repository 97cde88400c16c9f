"""Commands of the sidecar itself: sent again until the shard takes them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from ..model.commands import Command
from ..model.events import Answer, Event

if TYPE_CHECKING:
    from .shard import Shard

RETRY_SECONDS: Final = 0.2


def insist(shard: Shard, command: Command, done: Callable[[], None] = lambda: None) -> None:
    """Submit a command that must not be lost while this node leads; ``done`` is called once it is durable.

    A shard that leads no more does not need it: the next leader looks for itself, as a sidecar does that starts.
    """
    shard.submit(command, _Insistent(shard, command, done))


class _Insistent:
    """See ``Reply``."""

    def __init__(self, shard: Shard, command: Command, done: Callable[[], None]) -> None:
        self._shard = shard
        self._command = command
        self._done = done

    def answer(self, answer: Answer | None, events: Sequence[Event]) -> None:
        """It is durable."""
        self._done()

    def refuse(self, code: str, text: str) -> None:
        """Try again."""
        asyncio.get_running_loop().call_later(RETRY_SECONDS, self._again)

    def _again(self) -> None:
        if self._shard.leads:
            self._shard.submit(self._command, self)
