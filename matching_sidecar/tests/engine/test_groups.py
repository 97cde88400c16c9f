"""Orders that depend on each other: OCO, OTO, bracket."""

import pytest

from matching_sidecar.engine import state
from matching_sidecar.model import enums
from matching_sidecar.model.events import Refusal, Repeat
from matching_sidecar.tests.desk import ROWS, Desk, change, short

MM = "HOUSE-MM1"


@pytest.fixture
def desk() -> Desk:
    """Last trade 100; bids 9@99 9@98, asks 9@101 9@102."""
    desk = Desk()
    desk.enter("sell", 1, 100, account="ALPS-01")
    desk.enter("buy", 1, 100, account="NORD-02")
    for price in (99, 98):
        desk.enter("buy", 9, price, account=MM, cl_ord_id=f"b{price}")
    for price in (101, 102):
        desk.enter("sell", 9, price, account=MM, cl_ord_id=f"a{price}")
    return desk


def restart(desk: Desk) -> None:
    before = state.dump(desk.engine)
    desk.engine = state.restore(before)
    assert state.dump(desk.engine) == before


class TestOco:
    @pytest.fixture
    def oco(self, desk) -> Desk:
        """Take profit 6@103 or stop at 98."""
        words = short(
            desk.group(
                "oco",
                desk.order("sell", 6, 103, cl_ord_id="tp"),
                desk.order("sell", 6, ord_type="stop", stop_price=98, cl_ord_id="sl"),
            )
        )
        assert words == ["new tp", "new sl"]
        desk.cancel("a101", MM)
        desk.cancel("a102", MM)
        restart(desk)
        return desk

    def test_reports_name_the_group(self, desk):
        events = desk.group(
            "oco", desk.order("sell", 6, 103), desk.order("sell", 6, 104), list_id="mine"
        )
        assert [event.list_id for event in events] == ["mine", "mine"]

    def test_a_fill_takes_from_the_other(self, oco):
        words = short(oco.enter("buy", 2, 103, account="NORD-02", cl_ord_id="x"))
        assert words == ["new x", "trade x 2@103", "trade tp 2@103", "restated sl 4/4 GROUP_FILL"]

    def test_filled_the_other_is_cancelled(self, oco):
        words = short(oco.enter("buy", 6, 103, account="NORD-02", cl_ord_id="x"))
        assert words[-1] == "canceled sl GROUP_FILL"
        assert not oco.engine.accounts["NORD-01"].orders()

    def test_the_stop_takes_from_the_limit(self, oco):
        words = short(oco.enter("sell", 10, 98, account="NORD-02", cl_ord_id="x"))
        assert words[-4:] == [
            "triggered sl 6/6", "trade sl 6@98", "trade b98 6@98", "canceled tp GROUP_FILL",
        ]  # fmt: skip

    def test_cancelled_the_other_is_too(self, oco):
        assert short(oco.cancel("tp", cl_ord_id="c")) == [
            "canceled c USER_CANCEL", "canceled sl GROUP_CANCELED",
        ]  # fmt: skip

    def test_one_that_trades_at_once(self, desk):
        words = short(
            desk.group(
                "oco",
                desk.order("sell", 4, 99, cl_ord_id="x"),
                desk.order("sell", 6, 103, cl_ord_id="y"),
            )
        )
        assert words == [
            "new x", "new y", "trade x 4@99", "trade b99 4@99", "restated y 2/2 GROUP_FILL",
        ]  # fmt: skip

    def test_both_filled_by_one_taker(self, desk):
        desk.group(
            "oco",
            desk.order("sell", 2, 100, cl_ord_id="x"),
            desk.order("sell", 5, 101, cl_ord_id="y"),
        )
        desk.cancel("a101", MM)
        words = short(desk.enter("buy", 3, 101, account="NORD-02", cl_ord_id="t"))
        assert words[5:] == ["restated y 2/3 GROUP_FILL"]

    def test_replaced_down_to_what_is_filled_cancels_the_other(self, oco):
        oco.enter("buy", 2, 103, account="NORD-02")
        words = short(oco.replace("tp", 2, 103, cl_ord_id="r"))
        assert words == ["replaced r", "canceled sl GROUP_CANCELED"]

    def test_a_fill_counts_though_the_order_was_cancelled_meanwhile(self, desk):
        """Both members were filled in one step, the later one by what the first fill armed."""
        desk.group(
            "oco",
            desk.order("buy", 9, 100, account="ALPS-01", cl_ord_id="p"),
            desk.order("sell", 5, 101, account="ALPS-01", cl_ord_id="q"),
        )
        desk.cancel("a101", MM)
        words = short(
            desk.group(
                "oto",
                desk.order("sell", 3, 100, cl_ord_id="x"),
                desk.order("buy", 3, 101, cl_ord_id="y"),
            )
        )
        assert words[2:] == [
            "trade x 3@100", "trade p 3@100", "triggered y 3/3", "trade y 3@101", "trade q 3@101",
            "canceled q GROUP_FILL", "restated p 3/6 GROUP_FILL",
        ]  # fmt: skip


class TestOto:
    def enter(self, desk, **more) -> list[str]:
        return short(
            desk.group(
                "oto",
                desk.order("buy", 6, 100, cl_ord_id="x"),
                desk.order("sell", 12, 103, cl_ord_id="y", **more),
            )
        )

    def test_children_wait_unseen_and_uncounted(self, desk):
        assert self.enter(desk) == ["new x", "new y"]
        assert desk.book() == "6@100 9@99 9@98 | 9@101 9@102"
        exposure = desk.engine.accounts["NORD-01"].exposure("CLF27")
        assert (exposure.open_buy, exposure.open_sell) == (6, 0)

    def test_armed_with_each_fill(self, desk):
        self.enter(desk)
        restart(desk)
        words = short(desk.enter("sell", 1, 100, account="NORD-02", cl_ord_id="t"))
        assert words[3:] == ["triggered y 2/2"]
        restart(desk)
        words = short(desk.enter("sell", 5, 100, account="NORD-02", cl_ord_id="t2"))
        assert words[3:] == ["restated y 12/12 GROUP_FILL"]
        assert desk.book() == "9@99 9@98 | 9@101 9@102 12@103"
        exposure = desk.engine.accounts["NORD-01"].exposure("CLF27")
        assert (exposure.open_buy, exposure.open_sell, exposure.net) == (0, 12, 6)

    def test_armed_part_filled_it_waits_for_more(self, desk):
        self.enter(desk)
        desk.enter("sell", 1, 100, account="NORD-02")
        events = desk.enter("buy", 20, 103, account="NORD-02", cl_ord_id="t")
        assert short(events)[-1] == "trade y 2@103"
        assert (events[-1].leaves, events[-1].qty, events[-1].ord_status) == (0, 2, 1)
        restart(desk)
        words = short(desk.enter("sell", 5, 100, account="NORD-02", cl_ord_id="t2"))
        assert words[3:] == ["restated y 10/12 GROUP_FILL"]

    def test_first_cancelled_unarmed_children_are_too(self, desk):
        self.enter(desk)
        assert short(desk.cancel("x", cl_ord_id="c")) == [
            "canceled c USER_CANCEL", "canceled y GROUP_CANCELED",
        ]  # fmt: skip

    def test_first_cancelled_armed_children_stay(self, desk):
        self.enter(desk)
        desk.enter("sell", 1, 100, account="NORD-02")
        assert short(desk.cancel("x", cl_ord_id="c")) == ["canceled c USER_CANCEL"]
        assert desk.book() == "9@99 9@98 | 9@101 9@102 2@103"
        events = desk.enter("buy", 20, 103, account="NORD-02", cl_ord_id="t")
        assert (short(events)[-1], events[-1].ord_status) == ("trade y 2@103", 2)

    def test_first_cancelled_a_filled_child_ends(self, desk):
        self.enter(desk)
        desk.enter("sell", 1, 100, account="NORD-02")
        desk.enter("buy", 20, 103, account="NORD-02", cl_ord_id="t")
        *_, last = desk.cancel("x", cl_ord_id="c")
        assert (short([last]), last.ord_status) == (["restated y 0/2 GROUP_CANCELED"], 2)
        assert not desk.engine.accounts["NORD-01"].orders()

    def test_first_trades_at_once(self, desk):
        words = short(
            desk.group(
                "oto",
                desk.order("buy", 4, 101, cl_ord_id="x"),
                desk.order("sell", 4, ord_type="stop", stop_price=98, cl_ord_id="y"),
            )
        )
        assert words[:2] == ["new x", "new y"]
        assert words[-1] == "triggered y 4/4"

    def test_an_armed_stop_may_trigger_at_once(self, desk):
        self.enter(desk, ord_type="stop_limit", stop_price=100)
        words = short(desk.enter("sell", 1, 100, account="NORD-02", cl_ord_id="t"))
        assert words[3:] == ["triggered y 2/2", "triggered y 2/2"]
        assert desk.book() == "5@100 9@99 9@98 | 9@101 9@102 2@103"

    def test_a_post_only_child_that_would_trade_is_cancelled(self, desk):
        desk.group(
            "oto",
            desk.order("buy", 2, 100, cl_ord_id="x"),
            desk.order("sell", 2, 100, cl_ord_id="y", post_only=True),
        )
        desk.enter("buy", 1, 100, account="NORD-02")
        words = short(desk.enter("sell", 2, 100, account="ALPS-01", cl_ord_id="t"))
        assert words[-2:] == ["triggered y 2/2", "canceled y POST_ONLY"]

    def test_a_replace_of_an_armed_post_only_child_that_would_trade_is_refused(self, desk):
        desk.group(
            "oto",
            desk.order("buy", 2, 100, cl_ord_id="x"),
            desk.order("sell", 2, 103, cl_ord_id="y", post_only=True),
        )
        desk.enter("sell", 2, 100, account="NORD-02")
        assert short(desk.replace("y", 2, 99, cl_ord_id="r")) == ["cancel_reject r POST_ONLY"]
        assert desk.book() == "9@99 9@98 | 9@101 9@102 2@103"

    def test_a_stop_whose_turn_is_to_come_keeps_it_when_armed_for_more(self, desk):
        """The one before it in the queue takes the offer that triggered both."""
        desk.cancel("a101", MM)
        desk.cancel("a102", MM)
        at_103 = {"stop_price": 103, "trigger": enums.BEST_OFFER}
        desk.enter("buy", 2, ord_type="stop", account="ALPS-01", cl_ord_id="s", **at_103)
        desk.group(
            "oto",
            desk.order("sell", 4, 102, cl_ord_id="x"),
            desk.order("buy", 4, 102, ord_type="stop_limit", cl_ord_id="y", **at_103),
        )
        desk.enter("buy", 2, 102, account="NORD-02")
        words = short(desk.replace("x", 4, 103, cl_ord_id="r"))
        assert words == [
            "replaced r", "triggered s 2/2", "trade s 2@103", "trade r 2@103",
            "restated y 4/4 GROUP_FILL", "triggered y 4/4",
        ]  # fmt: skip
        assert desk.book() == "4@102 9@99 9@98 | "

    def test_prints_from_before_it_was_armed_do_not_count(self, desk):
        desk.group(
            "oto",
            desk.order("buy", 2, 99, cl_ord_id="x"),
            desk.order("buy", 2, ord_type="stop", stop_price=100, cl_ord_id="y"),
        )
        desk.enter("buy", 1, ord_type="stop", stop_price=150)
        desk.enter("buy", 1, 100, account=MM)
        desk.cancel("b99", MM)
        words = short(desk.enter("sell", 3, 99, account="NORD-02", cl_ord_id="t"))
        assert words[-1] == "triggered y 2/2"  # armed: the print at 100 was before

    def test_a_trailing_child_takes_its_stop_when_armed(self, desk):
        *_, child = desk.group(
            "oto",
            desk.order("buy", 2, 100, cl_ord_id="x"),
            desk.order(
                "sell", 2, ord_type="trailing_stop", trail_offset=2, trail_unit=2, cl_ord_id="y"
            ),
        )
        assert child.stop_price is None
        *_, armed = desk.enter("sell", 2, 100, account="NORD-02")
        assert (short([armed]), armed.stop_price) == (["triggered y 2/2"], 98)

    def test_a_market_to_limit_child_takes_its_limit_when_armed(self, desk):
        *_, child = desk.group(
            "oto",
            desk.order("buy", 2, 100, cl_ord_id="x"),
            desk.order("sell", 2, ord_type="market_to_limit", cl_ord_id="y"),
        )
        assert child.price == 0
        words = short(desk.enter("sell", 2, 100, account="NORD-02"))
        assert words[-2:] == ["trade y 2@99", "trade b99 2@99"]

    def test_a_child_armed_in_part_cannot_be_replaced(self, desk):
        self.enter(desk)
        assert short(desk.replace("y", 6, 104, cl_ord_id="r")) == ["replaced r"]
        desk.enter("sell", 2, 100, account="NORD-02")
        assert short(desk.replace("r", 5, 104, cl_ord_id="r2")) == ["cancel_reject r2 UNSUPPORTED"]
        desk.enter("sell", 4, 100, account="NORD-02")
        assert short(desk.replace("r", 5, 104, cl_ord_id="r3")) == ["replaced r3"]
        assert desk.book() == "9@99 9@98 | 9@101 9@102 5@104"


class TestBracket:
    @pytest.fixture
    def bracket(self, desk) -> Desk:
        """Buy 6@100, take profit at 103, stop at 98."""
        words = short(
            desk.group(
                "bracket",
                desk.order("buy", 6, 100, cl_ord_id="x"),
                desk.order("sell", 6, 103, cl_ord_id="tp"),
                desk.order("sell", 6, ord_type="stop", stop_price=98, cl_ord_id="sl"),
            )
        )
        assert words == ["new x", "new tp", "new sl"]
        desk.cancel("a101", MM)
        desk.cancel("a102", MM)
        return desk

    def test_both_are_armed(self, bracket):
        words = short(bracket.enter("sell", 2, 100, account="NORD-02", cl_ord_id="t"))
        assert words[3:] == ["triggered tp 2/2", "triggered sl 2/2"]
        assert bracket.book() == "4@100 9@99 9@98 | 2@103"

    def test_a_fill_of_one_takes_from_the_other(self, bracket):
        bracket.enter("sell", 4, 100, account="NORD-02")
        restart(bracket)
        words = short(bracket.enter("buy", 1, 103, account="NORD-02", cl_ord_id="t"))
        assert words[3:] == ["restated sl 3/3 GROUP_FILL"]

    def test_armed_again_after_the_armed_part_was_done(self, bracket):
        bracket.enter("sell", 4, 100, account="NORD-02")
        words = short(bracket.enter("buy", 4, 103, account="NORD-02", cl_ord_id="t"))
        assert words[3:] == ["restated sl 0/0 GROUP_FILL"]
        restart(bracket)
        words = short(bracket.enter("sell", 2, 100, account="NORD-02", cl_ord_id="t2"))
        assert words[3:] == ["restated tp 2/6 GROUP_FILL", "restated sl 2/2 GROUP_FILL"]
        words = short(bracket.enter("buy", 2, 103, account="NORD-02", cl_ord_id="t3"))
        assert words[3:] == ["canceled sl GROUP_FILL"]
        account = bracket.engine.accounts["NORD-01"]
        assert not account.orders()
        assert account.exposure("CLF27").net == 0

    def test_a_child_cancelled_takes_its_sibling_along(self, bracket):
        bracket.enter("sell", 4, 100, account="NORD-02")
        assert short(bracket.cancel("sl", cl_ord_id="c")) == [
            "canceled c USER_CANCEL", "canceled tp GROUP_CANCELED",
        ]  # fmt: skip
        assert bracket.book() == "2@100 9@99 9@98 | "

    def test_first_cancelled_before_any_fill(self, bracket):
        assert short(bracket.cancel("x", cl_ord_id="c")) == [
            "canceled c USER_CANCEL", "canceled tp GROUP_CANCELED", "canceled sl GROUP_CANCELED",
        ]  # fmt: skip

    def test_stopped_out(self, bracket):
        bracket.enter("sell", 6, 100, account="NORD-02")
        words = short(bracket.enter("sell", 10, 98, account="NORD-02", cl_ord_id="t"))
        assert words[-4:] == [
            "triggered sl 6/6", "trade sl 6@98", "trade b98 6@98", "canceled tp GROUP_FILL",
        ]  # fmt: skip


class TestRefused:
    @pytest.mark.parametrize(
        ("contingency", "orders", "codes"),
        [
            ("oco", [("sell", 1, 103), ("sell", 0, 104)], ["GROUP_REJECTED", "INVALID_QTY"]),
            ("oco", [("sell", 1, 0), ("sell", 0, 104)], ["PRICE_BAND", "GROUP_REJECTED"]),
            ("oco", [("sell", 1, 103)], ["UNSUPPORTED"]),
            ("oto", [("sell", 1, 103)] * 11, ["UNSUPPORTED", *["GROUP_REJECTED"] * 10]),
            ("oto", [("sell", 1, 103)] * 10, [""] * 10),
            ("bracket", [("sell", 1, 103), ("buy", 1, 90)], ["UNSUPPORTED", "GROUP_REJECTED"]),
            (
                "bracket", [("sell", 1, 103), ("buy", 1, 90), ("sell", 1, 104)],
                ["GROUP_REJECTED", "GROUP_REJECTED", "UNSUPPORTED"],
            ),
        ],
    )  # fmt: skip
    def test_all_or_none_is_accepted(self, desk, contingency, orders, codes):
        events = desk.group(contingency, *(desk.order(*order) for order in orders))
        assert [event.code for event in events] == codes
        account = desk.engine.accounts["NORD-01"]
        accepted = not any(codes)
        assert bool(account.orders()) is accepted
        if not accepted:
            exposure = account.exposure("CLF27")
            assert (exposure.open_buy, exposure.open_sell) == (0, 0)
            assert desk.engine.accounts["NORD-01"].order(events[0].cl_ord_id) is None

    @pytest.mark.parametrize(
        ("contingency", "more", "code"),
        [
            ("oco", {"tif": "ioc"}, "UNSUPPORTED"),
            ("oto", {"tif": "ioc"}, ""),
            ("oto", {"tif": "atc"}, "UNSUPPORTED"),
            ("oto", {"all_or_none": True}, "UNSUPPORTED"),
            ("oto", {"min_qty": 1}, "UNSUPPORTED"),
            ("oto", {"post_only": True}, ""),
        ],
    )
    def test_members(self, desk, contingency, more, code):
        events = desk.group(
            contingency, desk.order("buy", 1, 90), desk.order("sell", 1, 105, **more)
        )
        assert events[1].code == code

    def test_the_ones_before_count_for_the_position_limit(self, desk):
        row = next(row for row in ROWS if row.code == "NORD-01")
        desk.define(change(row, position_limit=10))
        events = desk.group("oco", desk.order("sell", 6, 103), desk.order("sell", 5, 104))
        assert [event.code for event in events] == ["GROUP_REJECTED", "POSITION_LIMIT"]
        events = desk.group("oco", desk.order("sell", 5, 103), desk.order("sell", 5, 104))
        assert [event.code for event in events] == ["", ""]

    def test_unknown_symbol_and_used_ids_refuse_the_command(self, desk):
        desk.enter("buy", 1, 90, cl_ord_id="used")
        fresh = desk.order("buy", 1, 90, cl_ord_id="n1")
        for other, code in (
            (desk.order("buy", 1, 90, symbol="NOPE", cl_ord_id="n2"), "UNKNOWN_SYMBOL"),
            (desk.order("buy", 1, 90, cl_ord_id="used"), "DUPLICATE_ID_MISMATCH"),
            (desk.order("buy", 1, 90, cl_ord_id="n1"), "DUPLICATE_ID_MISMATCH"),
        ):
            assert desk.group("oco", fresh, other) == []
            assert desk.answer == Refusal(code, other.cl_ord_id)

    def test_a_repeated_group_gets_the_first_answer(self, desk):
        orders = [desk.order("buy", 1, 90), desk.order("buy", 1, 91)]
        first, _second = desk.group("oco", *orders)
        assert desk.group("oco", *orders) == []
        assert desk.answer == Repeat(first.seq)
