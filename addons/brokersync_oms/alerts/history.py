"""What is known of one instrument's trading: bars of a second, and older ones of a minute."""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

SECOND = 1_000_000_000  # nanoseconds
MINUTE = 60 * SECOND


class Bar(NamedTuple):
    """Trades of an interval that begins at `start` (nanoseconds since 1970)."""

    start: int
    open: float
    high: float
    low: float
    close: float
    volume: int


class History:
    """Bars of one instrument, oldest first; only intervals with trades have one.

    Minutes are used where the seconds do not reach back to. A bar counts once its interval is over.

    :param seconds, minutes: lists of Bar
    :param others: `{interval: [Bar, …]}` for indicators
    """

    def __init__(self, seconds, minutes, others=None):
        begins = seconds[0].start if seconds else None
        older = [
            (bar.start + MINUTE, bar)
            for bar in minutes
            if begins is None or bar.start + MINUTE <= begins
        ]
        self.bars = [bar for _end, bar in older] + list(seconds)
        self.ends = [end for end, _bar in older] + [bar.start + SECOND for bar in seconds]
        self.others = others or {}

    def moments(self, since, until):
        """Ends of the bars in (since, until]."""
        return self.ends[bisect_right(self.ends, since) : bisect_right(self.ends, until)]

    def price(self, moment):
        """The last price at `moment`, or None before the first trade that is known."""
        number = bisect_right(self.ends, moment)
        return self.bars[number - 1].close if number else None

    def ending(self, moment):
        """The bar that ends exactly then and the close before it; `(None, …)` without one."""
        number = bisect_left(self.ends, moment)
        if number == len(self.ends) or self.ends[number] != moment:
            return None, self.price(moment)
        return self.bars[number], self.bars[number - 1].close if number else None

    def volume(self, since, until):
        """Contracts traded in (since, until]."""
        first, last = bisect_right(self.ends, since), bisect_right(self.ends, until)
        return sum(bar.volume for bar in self.bars[first:last])

    def closes(self, interval, length, moment):
        """Closes of the bars of `interval` (`length` ns) that are over at `moment`."""
        bars = self.others.get(interval, [])
        return [bar.close for bar in bars if bar.start + length <= moment]

    def closed_between(self, interval, length, since, until):
        """Whether a bar of `interval` ended in (since, until]."""
        return any(since < bar.start + length <= until for bar in self.others.get(interval, []))
