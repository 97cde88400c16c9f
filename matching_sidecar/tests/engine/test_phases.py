"""Phases: what is taken, what happens when they change (docs/matching.md, *Phases*)."""

from __future__ import annotations

import pytest

from matching_sidecar.engine import state
from matching_sidecar.tests.desk import Desk, short

CALL = ("pre_open", "opening_auction", "volatility_halt", "closing_auction")
KINDS = {
    "limit": {"price": 100},
    "gtc": {"price": 100, "tif": "gtc"},
    "iceberg": {"price": 100, "display_qty": 1},
    "stop": {"ord_type": "stop", "stop_price": 101, "tif": "day"},
    "conditional": {"price": 100, "min_qty": 2},
    "post_only": {"price": 100, "post_only": True},
    "opg": {"price": 100, "tif": "opg"},
    "opg_market": {"tif": "opg", "ord_type": "market"},
    "atc": {"price": 100, "tif": "atc"},
    "atc_market": {"tif": "atc", "ord_type": "market"},
    "ioc": {"price": 100, "tif": "ioc"},
    "fok": {"price": 100, "tif": "fok"},
    "market": {},
    "market_to_limit": {"ord_type": "market_to_limit", "tif": "day"},
}


@pytest.mark.parametrize(
    ("phases", "refused"),
    [
        (("pre_open", "opening_auction"), {"ioc", "fok", "market", "market_to_limit"}),
        (
            ("volatility_halt", "closing_auction"),
            {"opg", "opg_market", "ioc", "fok", "market", "market_to_limit"},
        ),
        (("open",), {"opg", "opg_market"}),
    ],
)
def test_what_is_taken(phases, refused):
    for phase in phases:
        desk = Desk()
        desk.enter("sell", 100, 105, account="HOUSE-MM1")
        desk.phase(phase)
        for kind, terms in KINDS.items():
            report = desk.enter("buy", 2, terms.get("price"), **_without_price(terms))[0]
            assert report.code == ("PHASE" if kind in refused else ""), (phase, kind)


@pytest.mark.parametrize(
    ("phase", "code"),
    [("halted", "EXCHANGE_CLOSED"), ("closed", "EXCHANGE_CLOSED"), ("expired", "CONTRACT_EXPIRED")],
)
def test_nothing_is_taken(phase, code):
    desk = Desk()
    desk.enter("buy", 1, 100, tif="gtc", cl_ord_id="kept")
    desk.phase(phase)
    for terms in KINDS.values():
        report = desk.enter("buy", 2, terms.get("price"), **_without_price(terms))[0]
        assert report.code == code
    if phase != "expired":
        assert short(desk.replace("kept", 2, 100, cl_ord_id="r"))[0].startswith("cancel_reject r")
        assert short(desk.cancel("kept", cl_ord_id="c")) == ["canceled c USER_CANCEL"]


@pytest.mark.parametrize("phase", CALL)
def test_call_phases_collect_and_do_not_match(phase):
    desk = Desk()
    desk.phase(phase)
    desk.enter("buy", 5, 101, cl_ord_id="b")
    assert short(desk.enter("sell", 3, 100, account="ALPS-01", cl_ord_id="s")) == ["new s"]
    assert desk.book() == "5@101 | 3@100"
    assert short(desk.phase("open")) == ["trade b 3@101", "trade s 3@101"]
    assert desk.book() == "2@101 | "


@pytest.mark.parametrize("phase", CALL)
@pytest.mark.parametrize(
    ("following", "traded"),
    [("open", True), ("halted", True), ("closed", True), ("expired", False)],
)
def test_leaving_a_call_phase_uncrosses(phase, following, traded):
    desk = Desk()
    desk.phase(phase)
    desk.enter("buy", 5, 101, tif="gtc", cl_ord_id="b")
    desk.enter("sell", 5, 101, account="ALPS-01", tif="gtc", cl_ord_id="s")
    expected = (
        ["trade b 5@101", "trade s 5@101"]
        if traded
        else ["canceled b CONTRACT_EXPIRED", "canceled s CONTRACT_EXPIRED"]
    )
    assert short(desk.phase(following)) == expected


def test_from_call_phase_to_call_phase_nothing_trades():
    desk = Desk()
    desk.phase("pre_open")
    desk.enter("buy", 5, 101)
    desk.enter("sell", 5, 101, account="ALPS-01")
    assert desk.phase("opening_auction") == []
    assert desk.phase("opening_auction") == []  # the phase it has
    assert len(desk.phase("open")) == 2


def test_the_close_expires_the_book_then_what_waits_by_number():
    desk = Desk()
    desk.enter("buy", 1, 100, cl_ord_id="day")
    desk.enter("buy", 1, 100, tif="gtc", cl_ord_id="gtc")
    desk.enter("buy", 1, 110, account="ALPS-01", tif="gtd", expire_date=20261124, cl_ord_id="d24")
    desk.enter("buy", 1, 100, tif="gtd", expire_date=20261125, cl_ord_id="d25")
    desk.enter("buy", 1, ord_type="stop", stop_price=120, tif="day", cl_ord_id="stop")
    desk.enter("buy", 9, 100, min_qty=9, cl_ord_id="waiting")
    desk.enter("buy", 1, 100, tif="atc", cl_ord_id="atc")
    assert short(desk.phase("closed", trade_date=20261124)) == [
        "expired d24 SESSION_END",
        "expired day SESSION_END",
        "expired stop SESSION_END",
        "expired waiting SESSION_END",
        "canceled atc AUCTION_REMAINDER",
    ]
    assert desk.book() == "2@100 | "
    desk.phase("open", trade_date=20261125)
    assert short(desk.phase("closed")) == ["expired d25 SESSION_END"]


def test_gtd_by_date_stays_while_no_trade_date_is_known():
    desk = Desk()
    desk.enter("buy", 1, 100, tif="gtd", expire_date=20200101)
    assert desk.phase("closed") == []


def test_the_close_of_all_goes_as_instruments_became_known():
    desk = Desk()
    desk.enter("buy", 1, 100, symbol="NGF27", cl_ord_id="n")
    desk.enter("buy", 1, 100, cl_ord_id="c")
    assert short(desk.phase("closed", "*")) == ["expired c SESSION_END", "expired n SESSION_END"]


def test_groups_end_after_what_closes():
    desk = Desk()
    first = desk.order("buy", 1, 90, cl_ord_id="a")
    second = desk.order("buy", 1, 91, tif="gtc", cl_ord_id="b")
    desk.group("oco", first, second)
    desk.enter("buy", 1, 80, cl_ord_id="c")
    assert short(desk.phase("closed")) == [
        "expired a SESSION_END",
        "expired c SESSION_END",
        "canceled b GROUP_CANCELED",
    ]


def test_stops_wait_in_call_phases_and_are_measured_at_the_opening():
    desk = Desk()
    desk.phase("pre_open")
    desk.enter("buy", 2, ord_type="stop", stop_price=101, tif="day", cl_ord_id="stop")
    desk.enter("buy", 1, 102, account="ALPS-01", cl_ord_id="b")
    desk.enter("sell", 5, 101, account="HOUSE-MM1", cl_ord_id="s")
    assert short(desk.phase("open")) == [
        "trade b 1@101",
        "trade s 1@101",
        "triggered stop 2/2",
        "trade stop 2@101",
        "trade s 2@101",
    ]


def test_prints_of_a_closing_auction_trigger_nothing():
    desk = Desk()
    desk.enter("sell", 2, ord_type="stop", stop_price=99, tif="gtc", cl_ord_id="stop")
    desk.phase("closing_auction")
    desk.enter("buy", 1, 98, account="ALPS-01")
    desk.enter("sell", 1, 98, account="HOUSE-MM1")
    assert len(desk.phase("closed")) == 2
    assert desk.engine.instruments["CLF27"].last_price == 98
    # The next day begins: measured against the last trade.
    desk.phase("pre_open")
    desk.enter("buy", 5, 97, account="ALPS-01", cl_ord_id="b")
    assert short(desk.phase("open")) == ["triggered stop 2/2", "trade stop 2@97", "trade b 2@97"]


def test_the_day_counts_anew_with_its_trade_date():
    desk = Desk()
    for price in (100, 103, 98, 99):
        desk.enter("buy", 2, price, account="ALPS-01")
        desk.enter("sell", 2, price)
    day = desk.engine.instruments["CLF27"]
    assert (day.opened, day.high, day.low, day.last_price) == (100, 103, 98, 99)
    assert (day.volume, day.value) == (8, 800)
    again = state.restore(state.dump(desk.engine)).instruments["CLF27"]
    assert (again.opened, again.high, again.low, again.value) == (100, 103, 98, 800)
    desk.phase("closed", trade_date=20261124)
    desk.phase("open", trade_date=20261125)
    assert (day.opened, day.volume, day.value, day.last_price) == (None, 0, 0, 99)
    desk.phase("halted", trade_date=20261125)
    desk.phase("open")
    assert day.trade_date == 20261125


def _without_price(terms):
    return {name: value for name, value in terms.items() if name != "price"}
