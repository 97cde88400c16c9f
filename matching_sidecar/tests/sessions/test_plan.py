"""From sessions to phases: what is planned, and what is due when something was missed."""

from __future__ import annotations

import msgspec
import pytest

from matching_sidecar.model.enums import STATUS_NAMES
from matching_sidecar.sessions.plan import MINUTE, Change, Plan
from matching_sidecar.sessions.session import Session
from matching_sidecar.tests.desk import CL

HOUR = 60 * MINUTE
DAYS = {1: 20261123, 2: 20261124, 3: 20261125}
WITHIN = msgspec.structs.replace(CL, calendar="X")


def session(day: int, *spans: tuple[int, int]) -> Session:
    """A session; spans as hours of the day ``day``, below 0 on the evening before."""
    return Session(
        DAYS[day],
        tuple(((24 * day + start) * HOUR, (24 * day + end) * HOUR) for start, end in spans),
    )


def words(changes: list[Change]) -> list[str]:
    """``1 08:30 open``: day, time and phase; behind it the trade date where it is another day."""
    found = []
    for ts, phase, trade_date in changes:
        day, minutes = divmod(ts // MINUTE, 24 * 60)
        text = f"{day} {minutes // 60:02}:{minutes % 60:02} {STATUS_NAMES[phase]}"
        found.append(text if DAYS.get(day) == trade_date else f"{text} {trade_date}")
    return found


@pytest.mark.parametrize(
    ("minutes", "spans", "expected"),
    [
        pytest.param({}, [(8, 16)], ["1 08:00 open", "1 16:00 closed"], id="plain"),
        pytest.param(
            {},
            [(-6, 16)],
            ["0 18:00 open 20261123", "1 16:00 closed"],
            id="the evening before belongs to the trade date",
        ),
        pytest.param(
            {
                "pre_open_minutes": 30,
                "opening_auction_minutes": 10,
                "closing_auction_minutes": 5,
            },
            [(8, 16)],
            [
                "1 07:20 pre_open",
                "1 07:50 opening_auction",
                "1 08:00 open",
                "1 16:00 closing_auction",
                "1 16:05 closed",
            ],
            id="auctions",
        ),
        pytest.param(
            {},
            [(1, 7), (8, 13)],
            ["1 01:00 open", "1 07:00 halted", "1 08:00 open", "1 13:00 closed"],
            id="a break",
        ),
        pytest.param(
            {"pre_open_minutes": 15},
            [(1, 7), (8, 13)],
            [
                "1 00:45 pre_open",
                "1 01:00 open",
                "1 07:00 halted",
                "1 07:45 pre_open",
                "1 08:00 open",
                "1 13:00 closed",
            ],
            id="a break with pre-open",
        ),
        pytest.param(
            {"pre_open_minutes": 90},
            [(1, 7), (8, 13)],
            [
                "0 23:30 pre_open 20261123",
                "1 01:00 open",
                "1 07:00 pre_open",
                "1 08:00 open",
                "1 13:00 closed",
            ],
            id="a pre-open longer than the break",
        ),
    ],
)
def test_one_session(minutes, spans, expected):
    plan = Plan(msgspec.structs.replace(WITHIN, **minutes), [session(1, *spans)])
    assert words(plan.changes) == expected


def test_phases_around_a_session_keep_out_of_the_next():
    row = msgspec.structs.replace(
        WITHIN, pre_open_minutes=60, opening_auction_minutes=60, closing_auction_minutes=90
    )
    plan = Plan(row, [session(1, (0, 23)), session(2, (0, 23))])
    assert words(plan.changes)[3:7] == [
        "1 23:00 closing_auction",
        "2 00:00 closed 20261123",
        "2 00:00 open",
        "2 23:00 closing_auction",
    ]


def test_a_day_that_never_ends_closes_and_opens():
    plan = Plan(WITHIN, [session(1, (0, 24)), session(2, (0, 24))])
    assert words(plan.due(24 * HOUR, 1, 48 * HOUR)) == ["2 00:00 closed 20261123", "2 00:00 open"]


TWO_DAYS = [session(1, (-6, 16)), session(2, (-6, 16)), session(3, (-6, 16))]
AUCTIONS = {"pre_open_minutes": 30, "opening_auction_minutes": 10}


@pytest.mark.parametrize(
    ("since", "now", "expected"),
    [
        pytest.param(0, 10, [], id="before anything is known"),
        pytest.param(0, 20, ["0 18:00 open 20261123"], id="just defined, in a session"),
        pytest.param(18, 20, [], id="nothing new"),
        pytest.param(19, 20, [], id="halted by hand: not undone"),
        pytest.param(30, 40, ["1 16:00 closed"], id="until the next change"),
        pytest.param(20, 50, ["1 16:00 closed", "1 18:00 open 20261124"], id="down over the close"),
        pytest.param(
            20, 24 * 2 + 17, ["2 16:00 closed"], id="down for a day: its close, nothing else"
        ),
        pytest.param(
            20, 24 * 3 + 2, ["2 16:00 closed", "2 18:00 open 20261125"], id="the last close only"
        ),
        pytest.param(
            24 + 17, 24 + 17.6, ["1 17:20 pre_open 20261124"], id="the phase that should be now"
        ),
    ],
)
def test_due(since, now, expected):
    row = msgspec.structs.replace(WITHIN, **AUCTIONS) if now == 24 + 17.6 else WITHIN
    plan = Plan(row, TWO_DAYS)
    assert words(plan.due(since * HOUR, 1, int(now * HOUR))) == expected


def test_next():
    plan = Plan(WITHIN, TWO_DAYS)
    assert plan.next_ts(0) == 18 * HOUR
    assert plan.next_ts(18 * HOUR) == 40 * HOUR
    assert plan.next_ts(100 * HOUR) is None


@pytest.mark.parametrize(
    ("expiry", "now", "expected"),
    [
        ("2026-11-24", 24 * 2 + 15, []),
        ("2026-11-24", 24 * 2 + 16, ["2 16:00 closed", "2 16:00 expired"]),
        ("2026-11-24", 24 * 3 + 10, ["2 16:00 closed", "2 16:00 expired"]),
        # A last trading day without a session: the one before.
        ("2026-11-22", 24 * 3 + 10, ["0 00:00 expired 20261122"]),
        ("2027-01-22", 24 * 3 + 17, ["3 16:00 closed"]),
    ],
)
def test_expiry(expiry, now, expected):
    plan = Plan(msgspec.structs.replace(WITHIN, expiry=expiry), TWO_DAYS)
    assert words(plan.due(24 * HOUR * 2, 1, now * HOUR)) == expected


def test_expired_stays_expired():
    plan = Plan(msgspec.structs.replace(WITHIN, expiry="2026-11-24"), TWO_DAYS)
    assert plan.due(0, STATUS_NAMES.index("expired"), 24 * HOUR * 3) == []
    assert plan.next_ts(24 * 2 * HOUR) == (24 * 2 + 16) * HOUR
    assert plan.next_ts((24 * 2 + 16) * HOUR) is None


def test_without_a_calendar_a_contract_expires_with_the_day():
    plan = Plan(msgspec.structs.replace(CL, expiry="1970-01-02"), [])
    assert words(plan.due(0, 1, 48 * HOUR)) == ["2 00:00 expired 19700102"]
    assert plan.due(0, 1, 48 * HOUR - 1) == []
