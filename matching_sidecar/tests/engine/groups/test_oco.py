"""One cancels the other."""

import pytest

from matching_sidecar.tests.desk import MM, Desk, short
from matching_sidecar.tests.engine.groups.common import restart


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
