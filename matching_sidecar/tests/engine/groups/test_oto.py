"""One triggers the others."""

from matching_sidecar.model import enums
from matching_sidecar.tests.desk import MM, short
from matching_sidecar.tests.engine.groups.common import restart


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
