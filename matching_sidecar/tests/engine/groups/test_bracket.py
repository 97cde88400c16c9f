"""An entry with a take profit and a stop."""

import pytest

from matching_sidecar.tests.desk import MM, Desk, short
from matching_sidecar.tests.engine.groups.common import restart


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
