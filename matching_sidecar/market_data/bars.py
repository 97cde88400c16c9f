"""Bars: what traded in each second, minute, hour, day (UTC), made from the trades in their order.

A bar begins with the first trade in its interval; intervals without trades have none. Cancelled and
corrected trades stay in them as they were printed, and so do spreads' trades in the spread's own.
"""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import Final

from ..model.events import Execution
from .messages import BarEntry

SECONDS: Final[dict[str, int]] = {
    "1s": 1,
    "5s": 5,
    "1m": 60,
    "5m": 300,
    "15m": 900,
    "1h": 3_600,
    "1d": 86_400,
}
KEPT: Final = 2_000
"""Bars kept of each symbol and interval."""


class _Bar:
    __slots__ = ("close", "count", "high", "low", "open", "start", "value", "volume")

    def __init__(self, start: int, price: float) -> None:
        self.start = start
        self.open = self.high = self.low = self.close = price
        self.volume = 0
        self.value = 0.0
        self.count = 0

    def add(self, price: float, lots: int) -> None:
        self.close = price
        if price > self.high:
            self.high = price
        elif price < self.low:
            self.low = price
        self.volume += lots
        self.value += price * lots
        self.count += 1

    def entry(self) -> BarEntry:
        vwap = self.value / self.volume
        return (
            self.start,
            self.open,
            self.high,
            self.low,
            self.close,
            self.volume,
            vwap,
            self.count,
        )


class BarSeries:
    """The bars of one symbol and interval, oldest first; ``seq`` is the last trade's report."""

    __slots__ = ("_bars", "_length", "seq")

    def __init__(self, interval: str) -> None:
        self._length = SECONDS[interval] * 1_000_000_000
        self._bars: deque[_Bar] = deque(maxlen=KEPT)
        self.seq = 0

    def add(self, fill: Execution) -> None:
        """Count a trade; they come in order."""
        start = fill.ts - fill.ts % self._length
        price = fill.last_price * fill.tick_num / fill.tick_den
        if not self._bars or self._bars[-1].start != start:
            self._bars.append(_Bar(start, price))
        self._bars[-1].add(price, fill.last_qty)
        self.seq = fill.seq

    def latest(self, limit: int) -> list[BarEntry]:
        """Up to ``limit`` of the newest bars."""
        skipped = max(len(self._bars) - limit, 0)
        return [bar.entry() for bar in islice(self._bars, skipped, None)]

    def __len__(self) -> int:
        return len(self._bars)
