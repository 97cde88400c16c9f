"""How many messages a second a login may send, over all its sessions and REST together."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from ..wire.errors import EdgeError

MAX_KNOWN: Final = 10_000


class Throttle:
    """A token bucket for each login (generic cell rate algorithm: one number each).

    ``rate`` in messages a second, 0 for no limit; ``burst`` is how many may come at once.
    """

    def __init__(
        self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._span = burst / rate if rate else 0.0
        self._clock = clock
        self._used_up: dict[str, float] = {}
        """When what a login has sent so far will have been within its rate."""

    def admit(self, sub: str, count: int = 1) -> int:
        """How many of ``count`` messages may pass; the others count for nothing."""
        rate = self._rate
        if not rate:
            return count
        now = self._clock()
        used = max(self._used_up.get(sub, now), now)
        # Rounding must not refuse the last one of a burst.
        admitted = min(count, int((now + self._span - used) * rate + 1e-6))
        if len(self._used_up) >= MAX_KNOWN and sub not in self._used_up:
            self._used_up = {one: until for one, until in self._used_up.items() if until > now}
        self._used_up[sub] = used + admitted / rate
        return admitted

    def refusal(self, sub: str, cl_ord_id: str = "") -> EdgeError:
        """What the others are told."""
        text = f"{sub} sends more than {self._rate:g} messages a second; send it again in a moment"
        return EdgeError("RATE", text, None, cl_ord_id)
