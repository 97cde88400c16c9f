"""Virtual time: a clock that jumps, and an event loop that waits without waiting."""

from __future__ import annotations

import asyncio
from selectors import SelectorKey

EPOCH_NS = 1_790_000_000_000_000_000


class SimClock:
    """Stands in for the module ``time``. ``offset`` is how far the wall clock has jumped."""

    def __init__(self) -> None:
        self.now = 0.0
        self.offset = 0

    def time_ns(self) -> int:
        return EPOCH_NS + self.offset + int(self.now * 1e9)

    def monotonic(self) -> float:
        return self.now


class _NoFiles:
    """A selector that has nothing to watch: waiting moves the clock."""

    def __init__(self, clock: SimClock) -> None:
        self._clock = clock

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("the simulation waits for something that never comes")
        self._clock.now += max(timeout, 0.0)
        return []


class SimLoop(asyncio.BaseEventLoop):
    """An event loop on the simulated clock.

    What a callback raises ends the run: a simulated shard has nobody to log to.
    """

    def __init__(self, clock: SimClock) -> None:
        super().__init__()
        self._clock = clock
        self._selector = _NoFiles(clock)
        self.failure: BaseException | None = None
        self.set_exception_handler(self._failed)

    def time(self) -> float:
        return self._clock.now

    def _failed(self, _loop: asyncio.AbstractEventLoop, context: dict) -> None:
        self.failure = (
            self.failure or context.get("exception") or AssertionError(context["message"])
        )
        self.stop()

    def _process_events(self, _events: list) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody is asleep."""
