"""From a calendar's sessions to the phases of one instrument."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..model.enums import (
    CLOSED,
    CLOSING_AUCTION,
    CONTRACT_EXPIRED,
    HALTED,
    OPEN,
    OPENING_AUCTION,
    PRE_OPEN,
)
from ..model.reference import InstrumentRow
from .session import Session

MINUTE = 60_000_000_000


class Change(NamedTuple):
    """``phase`` begins at ``ts`` (nanoseconds UTC); ``trade_date`` as yyyymmdd."""

    ts: int
    phase: int
    trade_date: int


class Plan:
    """The phase changes of an instrument, and when its contract expires, as far as known."""

    def __init__(self, row: InstrumentRow, sessions: Sequence[Session]) -> None:
        expires = _expiry(row, sessions)
        self.changes = [
            change
            for change in _changes(row, sessions)
            if expires is None or change.ts <= expires.ts
        ]
        self.expires = expires
        self._times = [change.ts for change in self.changes]

    def due(self, since: int, phase: int, now: int) -> list[Change]:
        """What must happen now to an instrument that is in ``phase``, set at ``since``.

        Nothing that was planned before ``since`` is done again: whoever set the phase, perhaps an
        administrator, knew of it. Of what was missed, only the last close counts (it ends the
        orders of its day) and the phase that should be now.
        """
        if self.expires is not None and phase == CONTRACT_EXPIRED:
            return []
        missed = self.changes[bisect_right(self._times, since) : bisect_right(self._times, now)]
        closes = [change for change in missed if change.phase == CLOSED]
        found = closes[-1:]
        if self.expires is not None and self.expires.ts <= now:
            found.append(self.expires)
        elif missed and missed[-1].phase != CLOSED:
            found.append(missed[-1])
        return found

    def next_ts(self, now: int) -> int | None:
        """When the next change comes, if one is known."""
        position = bisect_right(self._times, now)
        if position < len(self._times):
            return self._times[position]
        return self.expires.ts if self.expires is not None and self.expires.ts > now else None


def _changes(row: InstrumentRow, sessions: Sequence[Session]) -> Iterator[Change]:
    """All changes, rising in time. The phases before a span never begin before what was there has
    ended, those after it end when the next one begins."""
    ended = 0
    for number, session in enumerate(sessions):
        date = session.trade_date
        following = sessions[number + 1].spans[0][0] if number + 1 < len(sessions) else None
        for start, end in session.spans:
            auction = max(start - row.opening_auction_minutes * MINUTE, ended)
            pre_open = max(auction - row.pre_open_minutes * MINUTE, ended)
            if ended < pre_open and (start, end) != session.spans[0]:
                yield Change(ended, HALTED, date)
            if pre_open < auction:
                yield Change(pre_open, PRE_OPEN, date)
            if auction < start:
                yield Change(auction, OPENING_AUCTION, date)
            yield Change(start, OPEN, date)
            ended = end
        closed = ended + row.closing_auction_minutes * MINUTE
        if following is not None:
            closed = min(closed, following)
        if ended < closed:
            yield Change(ended, CLOSING_AUCTION, date)
        yield Change(closed, CLOSED, date)
        ended = closed


def _expiry(row: InstrumentRow, sessions: Sequence[Session]) -> Change | None:
    """When the contract expires: with the close of its last trading day, or of the session before
    when that day has none; where trading never ends, with the day (UTC)."""
    if not row.expiry:
        return None
    day = dt.date.fromisoformat(row.expiry)
    last_day = day.year * 10_000 + day.month * 100 + day.day
    if not row.calendar:
        return Change(_midnight_after(day), CONTRACT_EXPIRED, last_day)
    if not sessions or sessions[-1].trade_date < last_day:
        return None
    if sessions[0].trade_date > last_day:
        return Change(0, CONTRACT_EXPIRED, last_day)
    final = [session for session in sessions if session.trade_date <= last_day][-1]
    close = [change for change in _changes(row, sessions) if change.trade_date == final.trade_date]
    return Change(close[-1].ts, CONTRACT_EXPIRED, final.trade_date)


def _midnight_after(day: dt.date) -> int:
    midnight = dt.datetime.combine(day, dt.time(), dt.UTC) + dt.timedelta(days=1)
    return int(midnight.timestamp()) * 1_000_000_000
