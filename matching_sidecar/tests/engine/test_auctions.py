"""Auctions: who trades, in which order, and what is left (docs/matching.md, *Uncrossing*)."""

from __future__ import annotations

import pytest

from matching_sidecar.book.auction import indicative
from matching_sidecar.engine import state
from matching_sidecar.model.enums import AUCTION
from matching_sidecar.model.reference import InstrumentRow
from matching_sidecar.tests.desk import ACCOUNTS, FIRMS, Desk, short


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.phase("pre_open")
    return desk


def test_pairs_in_priority_buy_report_first(desk):
    desk.enter("buy", 3, 102, cl_ord_id="b1")
    desk.enter("buy", 4, 103, account="ALPS-01", cl_ord_id="b2")
    desk.enter("buy", 9, 101, cl_ord_id="b3")
    desk.enter("sell", 2, 101, account="HOUSE-MM1", cl_ord_id="s1")
    desk.enter("sell", 4, 100, account="NORD-02", cl_ord_id="s2")
    desk.enter("sell", 1, 101, account="HOUSE-MM1", cl_ord_id="s3")
    events = desk.phase("open")
    # 7 lots at 101 and at 102: at 102 nothing is left over.
    assert short(events) == [
        "trade b2 4@102",
        "trade s2 4@102",
        "trade b1 2@102",
        "trade s1 2@102",
        "trade b1 1@102",
        "trade s3 1@102",
    ]
    assert {event.liquidity for event in events} == {AUCTION}
    assert [event.trade_id for event in events] == [1, 1, 2, 2, 3, 3]
    assert desk.book() == "9@101 | "
    day = desk.engine.instruments["CLF27"]
    assert (day.last_price, day.last_qty, day.volume, day.opened) == (102, 7, 7, 102)
    assert desk.engine.accounts["ALPS-01"].exposure("CLF27").net == 4


def test_market_orders_come_first_and_end(desk):
    desk.enter("buy", 5, 100, cl_ord_id="limit")
    desk.enter("buy", 3, tif="opg", ord_type="market", cl_ord_id="m1")
    desk.enter("buy", 4, tif="opg", ord_type="market", cl_ord_id="m2")
    desk.enter("sell", 6, 99, account="HOUSE-MM1", cl_ord_id="s")
    assert indicative(desk.engine.instruments["CLF27"]) == (100, 6, 6)
    assert short(desk.phase("open")) == [
        "trade m1 3@100",
        "trade s 3@100",
        "trade m2 3@100",
        "trade s 3@100",
        "canceled m2 AUCTION_REMAINDER",
    ]
    assert desk.book() == "5@100 | "


def test_opg_limit_orders_rest_and_end_with_the_opening(desk):
    desk.enter("buy", 5, 100, tif="opg", cl_ord_id="opg")
    desk.enter("sell", 2, 100, account="HOUSE-MM1", cl_ord_id="s")
    desk.phase("opening_auction")
    assert desk.book() == "5@100 | 2@100"
    assert short(desk.phase("open")) == [
        "trade opg 2@100",
        "trade s 2@100",
        "canceled opg AUCTION_REMAINDER",
    ]


def test_no_volume_no_trade(desk):
    desk.enter("buy", 5, tif="opg", ord_type="market", cl_ord_id="m")
    desk.enter("buy", 5, 100, cl_ord_id="b")
    assert short(desk.phase("open")) == ["canceled m AUCTION_REMAINDER"]
    assert desk.book() == "5@100 | "


def test_at_the_close_orders_wait_for_the_closing_auction():
    desk = Desk()
    desk.enter("buy", 2, 100, tif="atc", cl_ord_id="limit")
    desk.enter("buy", 3, tif="atc", ord_type="market", cl_ord_id="market")
    assert desk.book() == " | "
    assert short(desk.enter("sell", 1, 99, account="HOUSE-MM1", cl_ord_id="s")) == ["new s"]
    assert desk.engine.accounts["NORD-01"].exposure("CLF27").open_buy == 5
    desk.phase("volatility_halt")
    assert desk.phase("open") == []
    desk.phase("closing_auction")
    assert desk.book() == "2@100 | 1@99"
    desk.enter("sell", 3, 100, account="HOUSE-MM1", tif="atc", cl_ord_id="late")
    assert short(desk.phase("closed")) == [
        "trade market 1@100",
        "trade s 1@100",
        "trade market 2@100",
        "trade late 2@100",
        "trade limit 1@100",
        "trade late 1@100",
        "canceled limit AUCTION_REMAINDER",
    ]


def test_icebergs_take_part_with_all_they_have(desk):
    desk.enter("sell", 10, 100, account="HOUSE-MM1", display_qty=2, cl_ord_id="berg")
    desk.enter("sell", 5, 100, account="ALPS-01", cl_ord_id="s")
    assert desk.book() == " | 7@100"
    desk.enter("buy", 7, 100, cl_ord_id="b")
    assert short(desk.phase("open")) == ["trade b 7@100", "trade berg 7@100"]
    assert desk.book() == " | 7@100"  # 2 of 3, and 5
    # It kept its place.
    assert short(desk.enter("buy", 3, 100, cl_ord_id="t"))[1:] == [
        "trade t 2@100",
        "trade berg 2@100",
        "trade t 1@100",
        "trade s 1@100",
    ]


def test_self_trades_are_not_prevented():
    house = tuple(row for row in ACCOUNTS if row.code == "HOUSE-MM1")
    strict = [type(house[0])("HOUSE-MM1", 2, "HOUSE", stp="cancel_newest")]
    desk = Desk(*FIRMS, *strict, InstrumentRow("CLF27", 1, "CL", 1, 100))
    desk.phase("pre_open")
    desk.enter("buy", 1, 100, account="HOUSE-MM1", cl_ord_id="b")
    desk.enter("sell", 1, 100, account="HOUSE-MM1", cl_ord_id="s")
    assert short(desk.phase("open")) == ["trade b 1@100", "trade s 1@100"]


def test_groups_follow_their_fills_in_the_auction(desk):
    first = desk.order("buy", 2, 100, cl_ord_id="a")
    second = desk.order("buy", 2, 99, cl_ord_id="b")
    desk.group("oco", first, second)
    desk.enter("sell", 2, 100, account="HOUSE-MM1", cl_ord_id="s")
    assert short(desk.phase("open")) == [
        "trade a 2@100",
        "trade s 2@100",
        "canceled b GROUP_FILL",
    ]


def test_what_waits_for_an_auction_survives_a_restart(desk):
    desk.enter("buy", 2, tif="opg", ord_type="market", cl_ord_id="o")
    desk.enter("buy", 2, tif="atc", ord_type="market", cl_ord_id="c")
    desk.enter("sell", 3, 100, account="HOUSE-MM1", display_qty=1, cl_ord_id="s")
    again = state.restore(state.dump(desk.engine))
    assert state.digest(again) == state.digest(desk.engine)
    desk.engine = again
    assert indicative(again.instruments["CLF27"]) == (100, 2, -1)
    assert short(desk.phase("open")) == ["trade o 2@100", "trade s 2@100"]
    assert desk.book() == " | 1@100"
