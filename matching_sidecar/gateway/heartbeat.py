"""Finds clients that have gone without a word. One timer for all of them: a task for each would cost two kilobytes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Final, Protocol

PERIOD_SECONDS: Final = 30.0
"""Every line is looked at once in this time: silent since the last look, it is asked; still silent, it is closed."""
STEPS: Final = 200
"""A look at fifty thousand at once would be a pause."""


class Checked(Protocol):
    """A line."""

    def check(self) -> None:
        """Ask or close a client that has been silent since the last time."""


class Heartbeat:
    """Checks the ``lines``, a few at a time. Make and use it in the event loop's thread."""

    def __init__(self) -> None:
        self.lines: set[Checked] = set()
        self._round: Iterator[Checked] = iter(())
        self._share = 0
        self._steps = 0
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin."""
        self._timer = self._loop.call_later(PERIOD_SECONDS / STEPS, self._step)

    def stop(self) -> None:
        """End."""
        if self._timer is not None:
            self._timer.cancel()

    def _step(self) -> None:
        if self._steps == 0:
            self._steps = STEPS
            self._round = iter(list(self.lines))
            self._share = -(-len(self.lines) // STEPS)
        self._steps -= 1
        for _ in range(self._share):
            line = next(self._round, None)
            if line is None:
                break
            line.check()
        self.start()
