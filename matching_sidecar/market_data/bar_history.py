"""The bars of all symbols, worked out from the event log when somebody asks for the first time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import structlog

from ..model.events import Execution
from .bars import SECONDS, BarSeries
from .trades import is_print, trades

if TYPE_CHECKING:
    from ..shard.event_log import EventLog

CHUNK: Final = 2_000
"""Events read at a time: the event loop gets its turn in between."""

_LOG = structlog.stdlib.get_logger(__name__)

AllSeries = dict[tuple[str, str], BarSeries]


class BarHistory:
    """Bars by symbol and interval; from the first question on every trade is counted.

    Use it in the event loop's thread; the log is read in a thread of its own.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._series: AllSeries = {}
        self._waiting: list[Callable[[], None]] = []
        self._meanwhile: list[Execution] = []
        self._stopped = threading.Event()
        self._last_read = 0
        self.active = False
        self.ready = False

    def series(self, symbol: str, interval: str) -> BarSeries:
        """The bars of a symbol; none before ``ready``."""
        return _series(self._series, symbol, interval)

    def when_ready(self, then: Callable[[], None]) -> None:
        """Call something once the bars are there."""
        if self.ready:
            then()
            return
        self._waiting.append(then)
        if not self.active:
            self.active = True
            self._last_read = self._log.last_seq
            loop = asyncio.get_running_loop()
            threading.Thread(target=self._read, args=(loop,), name="bars", daemon=True).start()

    def add(self, fill: Execution) -> None:
        """Count a trade of a batch."""
        if self.ready:
            _count(self._series, fill)
        elif self.active and fill.seq > self._last_read:
            self._meanwhile.append(fill)

    def stop(self) -> None:
        """Read no further."""
        self._stopped.set()

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        found: AllSeries = {}
        last_seq = self._last_read
        try:
            for first in range(1, last_seq + 1, CHUNK):
                if self._stopped.is_set():
                    return
                for event in trades(self._log.read(first, min(CHUNK, last_seq + 1 - first))):
                    if is_print(event):
                        _count(found, event)
        except OSError as error:
            _LOG.error("no bars: the event log cannot be read", reason=str(error))
            return
        if not self._stopped.is_set():
            loop.call_soon_threadsafe(self._take, found)

    def _take(self, found: AllSeries) -> None:
        for key, series in found.items():
            self._series[key] = series
        self.ready = True
        for fill in self._meanwhile:
            _count(self._series, fill)
        self._meanwhile.clear()
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then()


def _series(all_series: AllSeries, symbol: str, interval: str) -> BarSeries:
    key = symbol, interval
    found = all_series.get(key)
    if found is None:
        found = all_series[key] = BarSeries(interval)
    return found


def _count(all_series: AllSeries, fill: Execution) -> None:
    for interval in SECONDS:
        _series(all_series, fill.symbol, interval).add(fill)
