"""Price bands, the day's limits and volatility halts (docs/matching.md, *Bands*)."""

from __future__ import annotations

import msgspec
import pytest

from matching_sidecar.engine import state
from matching_sidecar.tests.desk import ACCOUNTS, CL, FIRMS, Desk, short


def desk_with(**limits) -> Desk:
    """A desk whose crude has these limits and traded at 1000 last, its reference price."""
    row = msgspec.structs.replace(CL, reference_price=10.0, **limits)
    desk = Desk(*FIRMS, *ACCOUNTS, row)
    desk.enter("sell", 1, 1000, account="HOUSE-MM1")
    desk.enter("buy", 1, 1000)
    return desk


@pytest.mark.parametrize(
    ("limits", "price", "taken"),
    [
        ({"band_pct": 5}, 1050, True),
        ({"band_pct": 5}, 1051, False),
        ({"band_pct": 5}, 949, False),
        ({"limit_pct": 7.25}, 1072, True),
        ({"limit_pct": 7.25}, 1073, False),
        ({"limit_pct": 7.25}, 927, False),
        ({"band_pct": 5, "limit_pct": 2}, 1021, False),
        ({"band_pct": 2, "limit_pct": 5}, 1021, False),
    ],
)
def test_orders_beyond_are_refused(limits, price, taken):
    report = desk_with(**limits).enter("buy", 1, price)[0]
    assert report.code == ("" if taken else "PRICE_BAND")


def test_the_band_follows_the_last_trade_the_limits_do_not():
    desk = desk_with(band_pct=5, limit_pct=10)
    desk.enter("sell", 1, 1050, account="HOUSE-MM1")
    desk.enter("buy", 1, 1050)
    assert desk.enter("buy", 1, 1100)[0].code == ""
    assert desk.enter("buy", 1, 1101)[0].code == "PRICE_BAND"


def test_market_orders_go_no_further():
    desk = desk_with(limit_pct=10)
    desk.enter("sell", 1, 1100, account="HOUSE-MM1")
    desk.define(msgspec.structs.replace(CL, version=2, reference_price=9.0, limit_pct=10))
    desk.enter("sell", 1, 990, account="HOUSE-MM1", cl_ord_id="s")
    assert short(desk.enter("buy", 3, cl_ord_id="m"))[1:] == [
        "trade m 1@990",
        "trade s 1@990",
        "canceled m MARKET_RESIDUAL",
    ]


HALTING = {"halt_pct": 2.0, "halt_seconds": 30}
SECOND = 10**9


@pytest.fixture
def ladder() -> Desk:
    """Offers at 1010, 1020 (the halt band's edge) and 1030."""
    desk = desk_with(**HALTING)
    for price in (1010, 1020, 1030):
        desk.enter("sell", 1, price, account="HOUSE-MM1", cl_ord_id=f"s{price}")
    return desk


def test_a_limit_order_rests_and_the_halt_ends_by_itself(ladder):
    assert short(ladder.enter("buy", 4, 1040, cl_ord_id="b"))[1:] == [
        "trade b 1@1010",
        "trade s1010 1@1010",
        "trade b 1@1020",
        "trade s1020 1@1020",
    ]
    assert ladder.status() == "volatility_halt"
    assert ladder.book() == "2@1040 | 1@1030"
    assert short(ladder.enter("sell", 1, 1035, account="ALPS-01", cl_ord_id="s")) == ["new s"]
    until = ladder.engine.instruments["CLF27"].halt_until
    ladder.at(until - 1)
    assert ladder.status() == "volatility_halt"
    # Two lots at 1035 and at 1040: without a surplus the one nearest to the last trade.
    assert short(ladder.at(until)) == [
        "trade b 1@1035",
        "trade s1030 1@1035",
        "trade b 1@1035",
        "trade s 1@1035",
    ]
    assert ladder.status() == "open"


@pytest.mark.parametrize(
    ("terms", "code"),
    [({"price": 1040, "tif": "ioc"}, "VOLATILITY_HALT"), ({"price": None}, "VOLATILITY_HALT")],
)
def test_others_are_cancelled(ladder, terms, code):
    assert short(ladder.enter("buy", 4, cl_ord_id="b", **terms))[-1] == f"canceled b {code}"
    assert ladder.status() == "volatility_halt"
    assert ladder.book() == " | 1@1030"


@pytest.mark.parametrize("price", [1020, 1025])
def test_no_halt_while_the_own_limit_ends_it(ladder, price):
    ladder.enter("buy", 4, price)
    assert ladder.status() == "open"


def test_a_filled_order_starts_no_halt(ladder):
    ladder.enter("buy", 2, 1040)
    assert ladder.status() == "open"


def test_fill_or_kill_counts_what_lies_inside(ladder):
    assert short(ladder.enter("buy", 3, 1040, tif="fok", cl_ord_id="f"))[1:] == [
        "canceled f FOK_UNFILLED"
    ]
    assert ladder.status() == "open"
    assert len(ladder.enter("buy", 2, 1040, tif="fok")) == 5


def test_conditional_orders_count_what_lies_inside(ladder):
    assert len(ladder.enter("buy", 3, 1040, all_or_none=True)) == 1
    assert len(ladder.enter("buy", 4, 1040, min_qty=3)) == 1
    assert ladder.status() == "open"


def test_stops_wait_for_the_end_of_the_halt(ladder):
    ladder.enter("buy", 1, ord_type="stop", stop_price=1010, tif="day", cl_ord_id="stop")
    ladder.enter("buy", 3, 1040, account="ALPS-01", cl_ord_id="b")
    assert ladder.book() == "1@1040 | 1@1030"
    ladder.enter("sell", 1, 1036, account="HOUSE-MM1", cl_ord_id="s")
    assert short(ladder.at(ladder.engine.instruments["CLF27"].halt_until)) == [
        "trade b 1@1030",
        "trade s1030 1@1030",
        "triggered stop 1/1",
        "trade stop 1@1036",
        "trade s 1@1036",
    ]


def test_a_stop_that_halts_trading_lets_the_next_wait_again(ladder):
    ladder.cancel("s1030", account="HOUSE-MM1")
    ladder.enter("sell", 1, 1031, account="HOUSE-MM1", cl_ord_id="s1031")
    for number in (1, 2):
        ladder.enter(
            "buy", 2, ord_type="stop", stop_price=1010, tif="day", cl_ord_id=f"stop{number}"
        )
    assert short(ladder.enter("buy", 1, 1010, account="ALPS-01", cl_ord_id="b"))[3:] == [
        "triggered stop1 2/2",
        "trade stop1 1@1020",
        "trade s1020 1@1020",
        "canceled stop1 VOLATILITY_HALT",
    ]
    assert ladder.status() == "volatility_halt"
    assert short(ladder.at(ladder.engine.instruments["CLF27"].halt_until)) == [
        "triggered stop2 2/2",
        "trade stop2 1@1031",
        "trade s1031 1@1031",
        "canceled stop2 MARKET_RESIDUAL",
    ]


def test_a_halt_survives_a_restart_and_another_phase_ends_it(ladder):
    ladder.enter("buy", 4, 1040)
    again = state.restore(state.dump(ladder.engine))
    assert state.digest(again) == state.digest(ladder.engine)
    ladder.engine = again
    until = again.instruments["CLF27"].halt_until
    ladder.phase("halted")
    ladder.at(until)
    assert ladder.status() == "halted"


def test_a_halt_by_hand_ends_too():
    desk = desk_with(**HALTING)
    desk.phase("volatility_halt")
    desk.at(40 * SECOND)
    assert desk.status() == "open"
