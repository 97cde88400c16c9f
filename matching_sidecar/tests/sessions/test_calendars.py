"""The calendars themselves, as the process of their own prints them.

The cases are those the library's own tests give as published by the exchanges, and the LME's.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from matching_sidecar.sessions.load import CalendarsUnavailable, load
from matching_sidecar.sessions.session import Session

CHICAGO = ZoneInfo("America/Chicago")
NEW_YORK = ZoneInfo("America/New_York")
LONDON = ZoneInfo("Europe/London")
UTC = ZoneInfo("UTC")


CALENDARS = ["24/7", "CMEGlobex_CL", "CMEGlobex_GC", "CMEGlobex_Grains", "CMEGlobex_MCL", "LME"]


@cache
def schedules() -> dict[str, dict[int, Session]]:
    """Each calendar's sessions by trade date."""
    found = load(CALENDARS, dt.date(2010, 12, 1), dt.date(2026, 12, 31))
    return {name: {s.trade_date: s for s in found[name].sessions} for name in CALENDARS}


def on(name: str, day: str) -> Session | None:
    """The session of a calendar with this trade date."""
    return schedules()[name].get(int(day.replace("-", "")))


def local(session: Session | None, zone: ZoneInfo) -> list[str]:
    """The spans of a session as times in its zone, the day first."""
    assert session is not None
    return [
        " ".join(dt.datetime.fromtimestamp(ts // 10**9, zone).strftime("%d %H:%M") for ts in span)
        for span in session.spans
    ]


@pytest.mark.parametrize(
    ("name", "day", "zone", "expected"),
    [
        ("CMEGlobex_CL", "2026-11-24", CHICAGO, ["23 17:00 24 16:00"]),
        # CME Group, 2026 energy and metals schedule: early closes.
        ("CMEGlobex_MCL", "2026-06-19", NEW_YORK, ["18 18:00 19 13:00"]),
        ("CMEGlobex_MCL", "2026-07-03", NEW_YORK, ["02 18:00 03 13:00"]),
        ("CMEGlobex_GC", "2026-09-07", NEW_YORK, ["06 18:00 07 14:30"]),
        ("CMEGlobex_GC", "2026-11-27", NEW_YORK, ["26 18:00 27 14:45"]),
        ("CMEGlobex_GC", "2026-12-24", NEW_YORK, ["23 18:00 24 13:45"]),
        # An evening before a Monday is a Sunday; the one after a holiday is the holiday's.
        ("CMEGlobex_CL", "2011-01-03", CHICAGO, ["02 17:00 03 16:00"]),
        # The clocks of New York and London change on different days, those of UTC never.
        ("CMEGlobex_CL", "2026-03-06", UTC, ["05 23:00 06 22:00"]),
        ("CMEGlobex_CL", "2026-03-09", UTC, ["08 22:00 09 21:00"]),
        ("CMEGlobex_CL", "2026-10-30", UTC, ["29 22:00 30 21:00"]),
        ("CMEGlobex_CL", "2026-11-02", UTC, ["01 23:00 02 22:00"]),
        ("LME", "2026-03-27", UTC, ["27 01:00 27 19:00"]),
        ("LME", "2026-03-30", UTC, ["30 00:00 30 18:00"]),
        # Grains pause in the morning.
        ("CMEGlobex_Grains", "2026-11-24", CHICAGO, ["23 19:00 24 07:45", "24 08:30 24 13:20"]),
        ("24/7", "2026-11-21", UTC, ["21 00:00 22 00:00"]),
        # The LME does not close early on Christmas Eve as the London Stock Exchange does, and it
        # was open on the day of Queen Elizabeth's funeral.
        ("LME", "2026-12-24", LONDON, ["24 01:00 24 19:00"]),
        ("LME", "2022-09-19", LONDON, ["19 01:00 19 19:00"]),
    ],
)
def test_session(name, day, zone, expected):
    assert local(on(name, day), zone) == expected


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("CMEGlobex_CL", "2022-04-15"),  # Good Friday
        ("CMEGlobex_CL", "2022-12-26"),  # Christmas on a Sunday, observed
        ("CMEGlobex_CL", "2023-01-02"),  # New Year's Day on a Sunday, observed
        ("CMEGlobex_CL", "2026-11-21"),  # a Saturday
        ("LME", "2016-12-26"),
        ("LME", "2016-12-27"),
        ("LME", "2017-01-02"),
        ("LME", "2026-08-31"),  # summer bank holiday
    ],
)
def test_closed(name, day):
    assert on(name, day) is None


def test_every_calendar_is_on_its_own():
    day = dt.date(2026, 11, 24)
    found = load(["Atlantis", "--help", "LME"], day, day)
    assert found["Atlantis"].problem == "no trading calendar is called 'Atlantis'"
    assert found["--help"].problem
    assert found["LME"].sessions


def test_without_the_library(monkeypatch, tmp_path):
    (tmp_path / "pandas_market_calendars.py").write_text("raise ImportError('not here')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    day = dt.date(2026, 11, 24)
    problem = load(["LME"], day, day)["LME"].problem
    assert problem == (
        "trading calendars need pandas_market_calendars, which cannot be loaded: not here"
    )


def test_when_the_process_fails(monkeypatch):
    day = dt.date(2026, 11, 24)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(CalendarsUnavailable, match="cannot be computed: no reason"):
        load(["LME"], day, day)
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(CalendarsUnavailable, match="No such file"):
        load(["LME"], day, day)
    monkeypatch.setattr(sys, "executable", "/bin/echo")
    with pytest.raises(CalendarsUnavailable, match="malformed"):
        load(["LME"], day, day)


def test_the_sidecar_itself_never_loads_pandas():
    code = "import sys, matching_sidecar.app; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
