"""Minimum quantity, all-or-none, post-only, market-to-limit."""

import pytest

from matching_sidecar.engine import state
from matching_sidecar.model.enums import CANCEL_OLDEST
from matching_sidecar.tests.desk import CL, ROWS, Desk, change, short

MM = "HOUSE-MM1"


@pytest.fixture
def desk() -> Desk:
    """Bids 5@99, asks 5@101."""
    desk = Desk()
    desk.enter("sell", 5, 101, account=MM, cl_ord_id="a1")
    desk.enter("buy", 5, 99, account=MM, cl_ord_id="b1")
    return desk


class TestMinQty:
    def test_trades_at_least_that_and_then_is_an_ordinary_order(self, desk):
        words = short(desk.enter("buy", 8, 101, min_qty=5, cl_ord_id="x"))
        assert words == ["new x", "trade x 5@101", "trade a1 5@101"]
        assert desk.book() == "3@101 5@99 | "

    def test_waits_unseen_until_there_is_enough(self, desk):
        assert short(desk.enter("buy", 8, 101, min_qty=6, cl_ord_id="x")) == ["new x"]
        assert desk.book() == "5@99 | 5@101"
        words = short(desk.enter("sell", 2, 101, account=MM, cl_ord_id="a2"))
        assert words == [
            "new a2", "trade x 5@101", "trade a1 5@101", "trade x 2@101", "trade a2 2@101",
        ]  # fmt: skip
        assert desk.book() == "1@101 5@99 | "

    @pytest.mark.parametrize(("price", "tif"), [(101, "ioc"), (None, "ioc")])
    def test_immediate_ones_are_cancelled(self, desk, price, tif):
        words = short(desk.enter("buy", 8, price, tif=tif, min_qty=6, cl_ord_id="x"))
        assert words == ["new x", "canceled x MIN_QTY_UNFILLED"]

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"min_qty": 9}, "MIN_QTY"),
            ({"min_qty": 8}, ""),
            ({"min_qty": 3, "tif": "fok"}, "UNSUPPORTED"),
            ({"min_qty": 3, "all_or_none": True}, "UNSUPPORTED"),
        ],
    )
    def test_checks(self, desk, more, code):
        assert desk.enter("buy", 8, 90, **more)[0].code == code

    def test_open_quantity_counts_while_it_waits(self, desk):
        desk.enter("buy", 8, 101, min_qty=6, cl_ord_id="x")
        exposure = desk.engine.accounts["NORD-01"].exposure("CLF27")
        assert exposure.open_buy == 8
        desk.cancel("x")
        assert exposure.open_buy == 0


class TestAllOrNone:
    def test_all_at_once(self, desk):
        assert len(desk.enter("buy", 5, 101, all_or_none=True)) == 3

    def test_waits_then_trades_completely(self, desk):
        desk.enter("buy", 7, 101, all_or_none=True, cl_ord_id="x")
        assert short(desk.enter("sell", 1, 100, account=MM)) == ["new o1"]
        words = short(desk.enter("sell", 3, 101, account=MM, cl_ord_id="a2"))
        assert words[1:] == [
            "trade x 1@100", "trade o1 1@100", "trade x 5@101", "trade a1 5@101",
            "trade x 1@101", "trade a2 1@101",
        ]  # fmt: skip

    def test_immediate_is_cancelled(self, desk):
        words = short(desk.enter("buy", 7, 101, tif="ioc", all_or_none=True, cl_ord_id="x"))
        assert words == ["new x", "canceled x MIN_QTY_UNFILLED"]

    def test_best_price_first_then_entry(self, desk):
        desk.enter("buy", 6, 101, all_or_none=True, cl_ord_id="x")
        desk.enter("buy", 6, 102, all_or_none=True, cl_ord_id="y")
        words = short(desk.enter("sell", 1, 101, account=MM, cl_ord_id="a2"))
        assert words[1] == "trade y 5@101"

    def test_two_waiting_orders_do_not_meet(self, desk):
        desk.enter("buy", 6, 100, all_or_none=True)
        assert short(desk.enter("sell", 6, 100, all_or_none=True, cl_ord_id="y")) == ["new y"]

    def test_less_quantity_may_be_enough(self, desk):
        desk.enter("buy", 6, 101, all_or_none=True, cl_ord_id="x")
        words = short(desk.replace("x", 5, 101, cl_ord_id="r"))
        assert words == ["replaced r", "trade r 5@101", "trade a1 5@101"]

    def test_own_orders_do_not_count(self, desk):
        desk.enter("sell", 4, 101, cl_ord_id="own")
        desk.enter("buy", 6, 101, all_or_none=True, stp=CANCEL_OLDEST, cl_ord_id="x")
        assert desk.book() == "5@99 | 9@101"
        words = short(desk.enter("sell", 1, 101, account=MM, cl_ord_id="a2"))
        assert words == [
            "new a2", "trade x 5@101", "trade a1 5@101", "canceled own SELF_TRADE",
            "trade x 1@101", "trade a2 1@101",
        ]  # fmt: skip

    def test_survives_a_restart(self, desk):
        desk.enter("buy", 6, 101, all_or_none=True, cl_ord_id="x")
        before = state.dump(desk.engine)
        desk.engine = state.restore(before)
        assert state.dump(desk.engine) == before
        assert "trade x 5@101" in short(desk.enter("sell", 1, 101, account=MM))


class TestPostOnly:
    def test_rests_or_is_rejected(self, desk):
        assert short(desk.enter("buy", 1, 100, post_only=True, cl_ord_id="x")) == ["new x"]
        events = desk.enter("buy", 1, 101, post_only=True, cl_ord_id="y")
        assert short(events) == ["rejected y POST_ONLY"]
        assert desk.book() == "1@100 5@99 | 5@101"

    def test_a_replace_that_would_trade_is_refused(self, desk):
        desk.enter("buy", 1, 100, post_only=True, cl_ord_id="x")
        events = desk.replace("x", 1, 101, cl_ord_id="r")
        assert short(events) == ["cancel_reject r POST_ONLY"]
        assert desk.book() == "1@100 5@99 | 5@101"

    @pytest.mark.parametrize("more", [{"tif": "ioc"}, {"min_qty": 1}, {"all_or_none": True}])
    def test_goes_with_resting_orders_only(self, desk, more):
        assert desk.enter("buy", 1, 100, post_only=True, **more)[0].code == "UNSUPPORTED"


class TestMarketToLimit:
    def test_rest_stays_at_the_price_of_the_moment(self, desk):
        desk.enter("sell", 5, 102, account=MM)
        events = desk.enter("buy", 7, ord_type="market_to_limit", cl_ord_id="x")
        assert short(events) == ["new x", "trade x 5@101", "trade a1 5@101"]
        assert events[0].price == 101
        assert desk.book() == "2@101 5@99 | 5@102"

    def test_is_replaced_as_a_limit_order(self, desk):
        desk.enter("buy", 7, ord_type="market_to_limit", cl_ord_id="x")
        desk.replace("x", 7, 100, cl_ord_id="r")
        assert desk.book() == "2@100 5@99 | "

    def test_without_an_opposite_side(self):
        events = Desk().enter("buy", 7, ord_type="market_to_limit")
        assert events[0].code == "NO_REFERENCE_PRICE"

    def test_not_beyond_the_band(self):
        desk = Desk(*ROWS, change(CL, band_pct=10.0, reference_price=1.0))
        desk.enter("sell", 1, 109, account=MM)
        desk.define(change(CL, version=3, band_pct=5.0, reference_price=1.0))
        events = desk.enter("buy", 1, ord_type="market_to_limit")
        assert events[0].code == "PRICE_BAND"

    @pytest.mark.parametrize("tif", ["ioc", "fok"])
    def test_does_not_go_with_immediate(self, desk, tif):
        events = desk.enter("buy", 1, ord_type="market_to_limit", tif=tif)
        assert events[0].code == "UNSUPPORTED"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"tif": "gtd"}, "EXPIRE_TIME"),
        ({"tif": "gtd", "expire_ts": 2}, "EXPIRE_TIME"),
        ({"tif": "gtd", "expire_ts": 10**18}, ""),
        ({"tif": "gtd", "expire_ts": 10**18, "expire_date": 20270101}, "EXPIRE_TIME"),
        ({"tif": "gtd", "expire_date": 20270101}, ""),
        ({"tif": "day", "expire_date": 20270101}, "EXPIRE_TIME"),
    ],
)
def test_expiry(desk, more, code):
    assert desk.enter("buy", 1, 90, **more)[0].code == code
