"""A trading session: the time that belongs to one trade date."""

from __future__ import annotations

import msgspec


class Session(msgspec.Struct, frozen=True):
    """``trade_date`` is yyyymmdd; ``spans`` are when it trades, first to last, each from and to in
    nanoseconds UTC.

    A futures session begins on the evening before its trade date; a break parts it in two spans.
    """

    trade_date: int
    spans: tuple[tuple[int, int], ...]


class Schedule(msgspec.Struct, frozen=True):
    """A calendar's sessions in the order of their dates, or ``problem``: why there are none."""

    sessions: tuple[Session, ...] = ()
    problem: str = ""
