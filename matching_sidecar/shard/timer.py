"""The timer: tells the engine the time when something is due there and no command does."""

from __future__ import annotations

import asyncio
import time

from ..model.commands import AdvanceTime, SessionLost
from .clock import Clock
from .insist import insist
from .reply import NOBODY, Batch
from .shard import Shard

LONGEST_SECONDS = 600.0
"""It looks at the clock at least this often: a clock may be set."""
SECOND = 1_000_000_000


class Timer:
    """Works while the shard leads. Use from the thread of the event loop only."""

    def __init__(self, shard: Shard, clock: Clock = time) -> None:
        self._shard = shard
        self._clock = clock
        self._handle: asyncio.TimerHandle | None = None
        self._set_for = 0
        self._stopped = False

    def start(self) -> None:
        """Begin, with what became due meanwhile.

        A restart (or another leader) has lost every session: those that asked for cancel on
        disconnect are lost from now on.
        """
        self._shard.on_batch(self._on_batch)
        self._shard.on_role(self._on_role)
        self._on_role(self._shard.leads)

    def stop(self) -> None:
        """End."""
        self._stopped = True
        self._cancel()

    def look(self) -> None:
        """Submit ``AdvanceTime`` if something is due; else wait for it."""
        self._cancel()
        due = self._shard.engine.due.next
        if self._stopped or not self._shard.leads:
            return
        now = self._clock.time_ns()
        seconds = (due - now) / SECOND
        if seconds <= 0:
            self._shard.submit(AdvanceTime(0), NOBODY)
            # When the journal refused it, the next look tries again.
            seconds = 1.0
        self._set_for = due
        loop = asyncio.get_running_loop()
        self._handle = loop.call_later(min(seconds, LONGEST_SECONDS), self.look)

    def _on_batch(self, _batch: Batch) -> None:
        if self._shard.engine.due.next != self._set_for:
            self.look()

    def _on_role(self, leads: bool) -> None:
        self._cancel()
        if leads:
            for user in self._shard.engine.armed:
                insist(self._shard, SessionLost(0, user))
            self.look()

    def _cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        self._set_for = 0
