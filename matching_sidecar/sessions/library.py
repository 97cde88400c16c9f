"""Sessions from pandas_market_calendars. It brings pandas: import this in a short-lived process."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas_market_calendars  # type: ignore[import-untyped]

from .session import Session

_SPANS = (
    (("market_open", "market_close"),),
    (("market_open", "break_start"), ("break_end", "market_close")),
)


def sessions(name: str, first: dt.date, last: dt.date) -> tuple[Session, ...]:
    """The sessions of a calendar from one trade date to another.

    Raises:
        LookupError: there is no calendar of this name.
    """
    if name not in pandas_market_calendars.get_calendar_names():
        raise LookupError(f"no trading calendar is called {name!r}")
    schedule = pandas_market_calendars.get_calendar(name).schedule(first, last, tz="UTC")
    columns = _SPANS["break_start" in schedule.columns]
    return tuple(
        Session(
            day.year * 10_000 + day.month * 100 + day.day,
            tuple(_spans([(row[start], row[end]) for start, end in columns])),
        )
        for day, row in zip(schedule.index, schedule.to_dict("records"), strict=True)
    )


def _spans(times: list[tuple[Any, Any]]) -> list[tuple[int, int]]:
    """The spans that last: an early close may leave nothing of what follows a break, and a day
    without the break has no times for it (a time that is not there is unequal to itself)."""
    (start, end), *_rest = times
    last = times[-1][1]
    if end != end:
        return [(start.value, last.value)]
    return [(start.value, min(end, last).value) for start, end in times if start < min(end, last)]
