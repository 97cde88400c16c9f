"""The conditions of an alert. Each is asked at one moment, with the moment that was looked at before.

A cross is true at the moment it happens only; the others as long as they hold.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from .history import MINUTE, SECOND
from .indicators import moving_average, relative_strength

INTERVALS = {
    "1m": MINUTE,
    "5m": 5 * MINUTE,
    "15m": 15 * MINUTE,
    "1h": 60 * MINUTE,
    "1d": 1440 * MINUTE,
}


def crosses(before, after, level, *, up):
    """Whether a value went from one side of `level` to it or beyond it."""
    if before is None or after is None:
        return False
    return before < level <= after if up else before > level >= after


def bar_crosses(bar, before, level, *, up):
    """Whether the price crossed `level` within a bar or on the way into it, also when it came back at once.

    Within a bar only open, high, low and close are known: a cross that these do not prove is none.
    """
    if not up:
        bar = bar._replace(
            open=-bar.open, high=-bar.low, low=-bar.high, close=-bar.close
        )  # a fall is the rise of the mirror image
        before, level = None if before is None else -before, -level
    from_below = bar.open < level or (before is not None and before < level)
    return (from_below and bar.high >= level) or (bar.low < level <= bar.close)


@dataclass(frozen=True)
class Level:
    """The price of an instrument reaches a level: crosses it, or is beyond it."""

    symbol: str
    level: float
    up: bool
    cross: bool

    def holds(self, market, moment, before):
        bar, close = market[self.symbol].ending(moment)
        if self.cross:
            return bar is not None and bar_crosses(bar, close, self.level, up=self.up)
        price = market[self.symbol].price(moment)
        if price is None:
            return False
        return price >= self.level if self.up else price <= self.level


@dataclass(frozen=True)
class Change:
    """The price has moved by a percentage within the last minutes; `up` None means either way."""

    symbol: str
    percent: float
    minutes: int
    up: bool | None

    def holds(self, market, moment, before):
        history = market[self.symbol]
        reference = history.price(moment - self.minutes * MINUTE)
        bar, close = history.ending(moment)
        if not reference or close is None:
            return False
        high, low = (bar.high, bar.low) if bar else (close, close)
        rise = (high - reference) / abs(reference) * 100 >= self.percent
        fall = (reference - low) / abs(reference) * 100 >= self.percent
        return (rise or fall) if self.up is None else rise if self.up else fall


@dataclass(frozen=True)
class Spread:
    """The price of one instrument less that of another crosses a level, by their last prices at each second."""

    symbol: str
    other: str
    level: float
    up: bool

    def holds(self, market, moment, before):
        return crosses(self._at(market, before), self._at(market, moment), self.level, up=self.up)

    def _at(self, market, moment):
        one, other = market[self.symbol].price(moment), market[self.other].price(moment)
        return None if one is None or other is None else one - other


@dataclass(frozen=True)
class Averages:
    """The fast moving average crosses the slow one, at the end of a bar."""

    symbol: str
    interval: str
    fast: int
    slow: int
    up: bool

    def holds(self, market, moment, before):
        length = INTERVALS[self.interval]
        if not market[self.symbol].closed_between(self.interval, length, before, moment):
            return False
        closes = market[self.symbol].closes(self.interval, length, moment)
        if len(closes) <= self.slow:
            return False
        fast, slow = moving_average(closes, self.fast), moving_average(closes, self.slow)
        ahead, now_ahead = fast[-2] - slow[-2], fast[-1] - slow[-1]
        return ahead <= 0 < now_ahead if self.up else ahead >= 0 > now_ahead


@dataclass(frozen=True)
class RelativeStrength:
    """The relative strength index crosses a level, at the end of a bar."""

    symbol: str
    interval: str
    length: int
    level: float
    up: bool

    def holds(self, market, moment, before):
        length = INTERVALS[self.interval]
        if not market[self.symbol].closed_between(self.interval, length, before, moment):
            return False
        values = relative_strength(
            market[self.symbol].closes(self.interval, length, moment), self.length
        )
        return len(values) > 1 and crosses(values[-2], values[-1], self.level, up=self.up)


@dataclass(frozen=True)
class Volume:
    """At least so many contracts traded within the last minutes."""

    symbol: str
    volume: int
    minutes: int

    def holds(self, market, moment, before):
        since = moment - self.minutes * MINUTE
        return market[self.symbol].volume(since, moment) >= self.volume


@dataclass(frozen=True)
class TimeOfDay:
    """Between two times of the wall clock, in minutes after midnight; over midnight when `end` is earlier."""

    zone: str
    start: int
    end: int

    def holds(self, market, moment, before):
        local = datetime.fromtimestamp(moment // SECOND, UTC).astimezone(ZoneInfo(self.zone))
        now = local.hour * 60 + local.minute
        if self.start <= self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end
