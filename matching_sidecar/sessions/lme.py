"""The London Metal Exchange, which the library does not have.

LMEselect trades from 01:00 to 19:00 London time (lme.com, Trading times) on the business days of
London. The exchange stayed open on the bank holiday of 19 September 2022 (LME press release of 13
September 2022).
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from . import library
from .session import Session

NAME = "LME"
_LONDON = ZoneInfo("Europe/London")
_OPEN = dt.time(1)
_CLOSE = dt.time(19)
_BUSINESS_DAYS = "XLON"
_OPEN_ON_HOLIDAYS = (dt.date(2022, 9, 19),)


def sessions(first: dt.date, last: dt.date) -> tuple[Session, ...]:
    """The sessions from one trade date to another."""
    days = {_date(session.trade_date) for session in library.sessions(_BUSINESS_DAYS, first, last)}
    days |= {day for day in _OPEN_ON_HOLIDAYS if first <= day <= last}
    return tuple(_session(day) for day in sorted(days))


def _session(day: dt.date) -> Session:
    start, end = (
        int(dt.datetime.combine(day, time, _LONDON).timestamp()) * 1_000_000_000
        for time in (_OPEN, _CLOSE)
    )
    return Session(day.year * 10_000 + day.month * 100 + day.day, ((start, end),))


def _date(trade_date: int) -> dt.date:
    return dt.datetime.strptime(f"{trade_date} +0000", "%Y%m%d %z").date()
