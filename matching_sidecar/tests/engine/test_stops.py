"""Stops and trailing stops (docs/matching.md, *Stops*)."""

import pytest

from matching_sidecar.model import enums
from matching_sidecar.tests.desk import CL, MM, ROWS, Desk, change, short


def trade(desk: Desk, price: int) -> list[str]:
    """A trade of one lot at a price between or at the quotes, by two others."""
    desk.enter("sell", 1, price, account="ALPS-01", cl_ord_id=None)
    return short(desk.enter("buy", 1, price, account="NORD-02"))


class TestStop:
    def test_waits_unseen_then_trades_at_market(self, desk):
        assert short(desk.enter("buy", 3, ord_type="stop", stop_price=101, cl_ord_id="s")) == [
            "new s"
        ]
        assert desk.book() == "9@99 9@98 | 9@101 9@102"
        events = desk.enter("buy", 1, 101, account="NORD-02", cl_ord_id="x")
        assert short(events) == [
            "new x", "trade x 1@101", "trade a101 1@101",
            "triggered s 3/3", "trade s 3@101", "trade a101 3@101",
        ]  # fmt: skip

    def test_rest_is_cancelled(self, desk):
        desk.enter("sell", 30, ord_type="stop", stop_price=99, cl_ord_id="s")
        events = desk.enter("sell", 1, 99, account="NORD-02")
        assert short(events)[-1] == "canceled s MARKET_RESIDUAL"
        assert desk.book() == " | 9@101 9@102"

    def test_without_an_opposite_side_it_is_cancelled(self, desk):
        desk.enter("sell", 5, ord_type="stop", stop_price=98, cl_ord_id="s")
        events = desk.enter("sell", 18, 98, account="NORD-02")
        assert short(events)[-2:] == ["triggered s 5/5", "canceled s MARKET_RESIDUAL"]

    def test_already_through_triggers_at_once(self, desk):
        events = desk.enter("buy", 2, ord_type="stop", stop_price=100, cl_ord_id="s")
        assert short(events)[:3] == ["new s", "triggered s 2/2", "trade s 2@101"]

    def test_stop_limit_rests_at_its_limit(self, desk):
        desk.enter("buy", 20, 101, ord_type="stop_limit", stop_price=101, cl_ord_id="s")
        desk.enter("buy", 1, 101, account="NORD-02")
        assert desk.book() == "12@101 9@99 9@98 | 9@102"

    def test_same_print_by_entry_earlier_print_first(self, desk):
        desk.enter("buy", 1, ord_type="stop", stop_price=102, cl_ord_id="s1")
        desk.enter("buy", 1, ord_type="stop", stop_price=101, cl_ord_id="s2")
        desk.enter("buy", 1, ord_type="stop", stop_price=102, cl_ord_id="s3")
        desk.enter("sell", 9, 103, account=MM)
        events = desk.enter("buy", 10, 102, account="NORD-02")
        triggered = [word for word in short(events) if word.startswith("triggered")]
        assert triggered == ["triggered s2 1/1", "triggered s1 1/1", "triggered s3 1/1"]

    def test_a_chain_of_stops(self, desk):
        desk.enter("sell", 9, ord_type="stop", stop_price=99, cl_ord_id="s1")
        desk.enter("sell", 2, ord_type="stop", stop_price=98, cl_ord_id="s2")
        words = short(desk.enter("sell", 1, 99, account="NORD-02", cl_ord_id="x"))
        assert words == [
            "new x", "trade x 1@99", "trade b99 1@99",
            "triggered s1 9/9", "trade s1 8@99", "trade b99 8@99",
            "trade s1 1@98", "trade b98 1@98",
            "triggered s2 2/2", "trade s2 2@98", "trade b98 2@98",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("trigger", "stop", "waits"),
        [
            (enums.LAST, 100, False),
            (enums.LAST, 101, True),
            (enums.BEST_OFFER, 101, False),
            (enums.BEST_OFFER, 102, True),
            (enums.BEST_BID, 99, False),
            (enums.BEST_BID, 100, True),
            (enums.MID, 100, False),
            (enums.MID, 101, True),
            (enums.BID_OR_LAST, 100, False),
            (enums.OFFER_OR_LAST, 101, False),
            (enums.OFFER_OR_LAST, 102, True),
            (enums.REFERENCE, 100, True),
        ],
    )
    def test_price_of_the_trigger_on_arrival(self, desk, trigger, stop, waits):
        events = desk.enter(
            "buy", 1, ord_type="stop", stop_price=stop, trigger=trigger, cl_ord_id="s"
        )
        assert ("triggered s 1/1" in short(events)) is not waits

    def test_middle_is_not_rounded(self, desk):
        desk.enter("buy", 1, ord_type="stop", stop_price=101, trigger=enums.MID, cl_ord_id="s")
        assert "triggered s 1/1" not in short(desk.cancel("a101", MM))  # (99 + 102) / 2
        events = desk.enter("buy", 1, 100, account="NORD-02")  # (100 + 102) / 2
        assert "triggered s 1/1" in short(events)

    def test_quotes_after_a_cancel(self, desk):
        desk.enter("sell", 1, ord_type="stop", stop_price=98, trigger=enums.BEST_BID, cl_ord_id="s")
        assert short(desk.cancel("b99", MM))[1:] == [
            "triggered s 1/1", "trade s 1@98", "trade b98 1@98",
        ]  # fmt: skip

    def test_reference_price(self, desk):
        desk.enter(
            "sell", 1, ord_type="stop", stop_price=95, trigger=enums.REFERENCE, cl_ord_id="s"
        )
        assert short(desk.define(change(CL, reference_price=0.96))) == []
        events = desk.define(change(CL, version=3, reference_price=0.95))
        assert short(events)[0] == "triggered s 1/1"

    def test_cancelled_while_it_waits(self, desk):
        desk.enter("buy", 3, ord_type="stop", stop_price=101, cl_ord_id="s")
        assert short(desk.cancel("s", cl_ord_id="c")) == ["canceled c USER_CANCEL"]
        assert "triggered" not in " ".join(short(desk.enter("buy", 1, 101, account="NORD-02")))
        assert desk.engine.accounts["NORD-01"].exposure("CLF27").open_buy == 0

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({}, "STOP_PRICE"),
            ({"stop_price": -5}, "PRICE_BAND"),
            ({"stop_price": 105, "tif": "ioc"}, "UNSUPPORTED"),
            ({"stop_price": 105, "min_qty": 1}, "UNSUPPORTED"),
            ({"stop_price": 105, "display_qty": 1}, "UNSUPPORTED"),
            ({"stop_price": 105, "post_only": True}, "UNSUPPORTED"),
            ({"stop_price": 105}, ""),
        ],
    )
    def test_checks(self, desk, more, code):
        assert desk.enter("buy", 2, ord_type="stop", **more)[0].code == code


class TestReplace:
    def test_stop_price_is_checked_against_the_market_at_once(self, desk):
        desk.enter("buy", 1, ord_type="stop", stop_price=105, cl_ord_id="s")
        assert short(desk.replace("s", 1, 0, cl_ord_id="r", stop_price=100)) == [
            "replaced r", "triggered r 1/1", "trade r 1@101", "trade a101 1@101",
        ]  # fmt: skip

    def test_keeps_its_entry_time(self, desk):
        desk.enter("buy", 1, ord_type="stop", stop_price=105, cl_ord_id="s1")
        desk.enter("buy", 1, ord_type="stop", stop_price=101, cl_ord_id="s2")
        desk.replace("s1", 1, 0, cl_ord_id="r", stop_price=101)
        events = desk.enter("buy", 1, 101, account="NORD-02")
        triggered = [word for word in short(events) if word.startswith("triggered")]
        assert triggered == ["triggered r 1/1", "triggered s2 1/1"]

    def test_less_quantity_is_measured_too(self, desk):
        """A trailing stop that was activated by the bid, with the last trade beyond its stop."""
        desk.enter(
            "sell", 3, ord_type="trailing_stop", trail_offset=2, trail_unit=enums.TICKS,
            trigger=enums.BID_OR_LAST, activation_price=103, cl_ord_id="t",
        )  # fmt: skip
        for name in ("a101", "a102"):
            desk.cancel(name, MM)
        events = desk.enter("buy", 5, 103, account="NORD-02")
        assert (short(events)[-1], events[-1].stop_price) == ("restated t 3/3 TRAIL", 101)
        words = short(desk.replace("t", 2, 0, cl_ord_id="r"))
        assert words[:2] == ["replaced r", "triggered r 2/2"]

    def test_triggered_cannot_be_replaced(self, desk):
        desk.enter("buy", 20, 101, ord_type="stop_limit", stop_price=100, cl_ord_id="s")
        assert short(desk.replace("s", 19, 101, cl_ord_id="r")) == ["cancel_reject r UNSUPPORTED"]

    def test_a_plain_order_has_no_stop_price(self, desk):
        desk.enter("buy", 1, 90, cl_ord_id="x")
        events = desk.replace("x", 1, 90, cl_ord_id="r", stop_price=95)
        assert short(events) == ["cancel_reject r UNSUPPORTED"]


class TestTrailing:
    def test_follows_up_never_down(self, desk):
        (new,) = desk.enter(
            "sell", 2, ord_type="trailing_stop", trail_offset=5, trail_unit=enums.TICKS,
            cl_ord_id="t",
        )  # fmt: skip
        assert new.stop_price == 95
        events = desk.enter("buy", 1, 101, account="NORD-02")
        assert short(events)[-1] == "restated t 2/2 TRAIL"
        assert events[-1].stop_price == 96
        assert "TRAIL" not in " ".join(trade(desk, 100))
        assert "triggered t 2/2" not in trade(desk, 100)

    def test_triggers_where_it_stands(self, desk):
        desk.enter(
            "sell", 2, ord_type="trailing_stop", trail_offset=1, trail_unit=enums.TICKS,
            cl_ord_id="t",
        )  # fmt: skip
        events = desk.enter("sell", 1, 99, account="NORD-02")
        assert short(events)[-3:] == ["triggered t 2/2", "trade t 2@99", "trade b99 2@99"]

    def test_percentage_is_rounded_away(self, desk):
        (new,) = desk.enter(
            "buy", 2, ord_type="trailing_stop", trail_offset=250, trail_unit=enums.BASIS_POINTS
        )
        assert new.stop_price == 103  # 2.5 % of 100, rounded up
        (new,) = desk.enter(
            "sell", 2, ord_type="trailing_stop", trail_offset=201, trail_unit=enums.BASIS_POINTS
        )
        assert new.stop_price == 97

    def test_a_better_stop_price_given_is_kept(self, desk):
        (new,) = desk.enter(
            "sell", 2, ord_type="trailing_stop", stop_price=97, trail_offset=5,
            trail_unit=enums.TICKS,
        )  # fmt: skip
        assert new.stop_price == 97

    def test_activation(self, desk):
        (new,) = desk.enter(
            "sell", 2, ord_type="trailing_stop", trail_offset=3, trail_unit=enums.TICKS,
            activation_price=101, cl_ord_id="t",
        )  # fmt: skip
        assert new.stop_price is None
        assert "TRAIL" not in " ".join(short(desk.enter("sell", 1, 99, account="NORD-02")))
        events = desk.enter("buy", 1, 101, account="NORD-02")
        assert (short(events)[-1], events[-1].stop_price) == ("restated t 2/2 TRAIL", 98)

    def test_limit_is_measured_from_the_stop(self, desk):
        desk.enter(
            "sell", 20, ord_type="trailing_stop_limit", trail_offset=1, trail_unit=enums.TICKS,
            limit_offset=1, cl_ord_id="t",
        )  # fmt: skip
        desk.enter("sell", 1, 99, account="NORD-02")
        assert desk.book() == " | 3@98 9@101 9@102"

    def test_middle_is_rounded_away_from_the_market(self, desk):
        desk.cancel("a101", MM)  # 99 | 102
        for side, stop in (("sell", 98), ("buy", 103)):
            (new,) = desk.enter(
                side, 1, ord_type="trailing_stop", trail_offset=2, trail_unit=enums.TICKS,
                trigger=enums.MID,
            )  # fmt: skip
            assert new.stop_price == stop

    def test_without_any_price_it_is_refused(self):
        desk = Desk()
        more = {"ord_type": "trailing_stop", "trail_offset": 2, "trail_unit": enums.TICKS}
        assert desk.enter("sell", 1, **more)[0].code == "NO_REFERENCE_PRICE"
        assert desk.enter("sell", 1, stop_price=90, **more)[0].code == ""

    def test_first_price_sets_the_stop(self):
        desk = Desk(*ROWS, change(CL, reference_price=1.0))
        (new,) = desk.enter(
            "sell", 1, ord_type="trailing_stop", trail_offset=2, trail_unit=enums.TICKS,
            cl_ord_id="t",
        )  # fmt: skip
        assert new.stop_price is None
        assert trade(desk, 100)[-1] == "restated t 1/1 TRAIL"

    def test_stop_price_cannot_be_replaced_but_the_quantity_can(self, desk):
        desk.enter(
            "sell", 2, ord_type="trailing_stop", trail_offset=5, trail_unit=enums.TICKS,
            cl_ord_id="t",
        )  # fmt: skip
        events = desk.replace("t", 2, 0, cl_ord_id="r", stop_price=96)
        assert short(events) == ["cancel_reject r UNSUPPORTED"]
        (replaced,) = desk.replace("t", 3, 0, cl_ord_id="r2")
        assert (replaced.qty, replaced.stop_price) == (3, 95)
