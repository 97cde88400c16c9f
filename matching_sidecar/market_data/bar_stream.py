"""The bars of a symbol: the latest ones, then what changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .messages import Bar, Bars
from .stream import Stream, Tally

if TYPE_CHECKING:
    from .bar_history import BarHistory

GIVEN: Final = 300
"""Bars a new subscriber begins with."""


class BarStream(Stream):
    """Each change of the newest bar; when one begins, the one before comes once more, complete."""

    def __init__(
        self, symbol: str, length: str, history: BarHistory, tally: Tally, interval: float
    ) -> None:
        super().__init__(tally, interval)
        self._symbol = symbol
        self._length = length
        self._history = history
        self._newest = 0

    def snapshot(self) -> Bars:
        """The latest bars."""
        series = self._history.series(self._symbol, self._length)
        return Bars(self._symbol, series.seq, self._length, series.latest(GIVEN))

    def send(self) -> None:
        """Publish the bar that was the newest the last time, and those after it."""
        self._latest.clear()
        series = self._history.series(self._symbol, self._length)
        bars, newest = series.latest(GIVEN), self._newest
        for bar in [bar for bar in bars if bar[0] >= newest] if newest else bars[-1:]:
            self.publish(Bar(self._symbol, series.seq, self._length, bar))
            self._newest = bar[0]
