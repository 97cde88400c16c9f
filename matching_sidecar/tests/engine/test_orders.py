"""What orders do to a book, told as a trader would."""

import pytest

from matching_sidecar.model.enums import ORD_STATUS_NAMES
from matching_sidecar.model.events import Execution, Refusal, Repeat
from matching_sidecar.tests.desk import MM, Desk, short


@pytest.fixture
def desk() -> Desk:
    """Asks 5@101 (a1), 4@101 (a2), 6@102 (a3); bids 7@99 (b1)."""
    desk = Desk()
    desk.enter("sell", 5, 101, account=MM, cl_ord_id="a1")
    desk.enter("sell", 4, 101, account=MM, cl_ord_id="a2")
    desk.enter("sell", 6, 102, account=MM, cl_ord_id="a3")
    desk.enter("buy", 7, 99, account=MM, cl_ord_id="b1")
    assert desk.book() == "7@99 | 9@101 6@102"
    return desk


CASES = [
    # side, qty, price, tif -> events, book
    ("buy", 3, 100, "day", ["new x"], "3@100 7@99 | 9@101 6@102"),
    ("buy", 3, 101, "day", ["new x", "trade x 3@101", "trade a1 3@101"], "7@99 | 6@101 6@102"),
    (
        "buy", 7, 105, "day",
        ["new x", "trade x 5@101", "trade a1 5@101", "trade x 2@101", "trade a2 2@101"],
        "7@99 | 2@101 6@102",
    ),
    (
        "buy", 20, 101, "day",
        ["new x", "trade x 5@101", "trade a1 5@101", "trade x 4@101", "trade a2 4@101"],
        "11@101 7@99 | 6@102",
    ),
    (
        "buy", 10, 101, "ioc",
        ["new x", "trade x 5@101", "trade a1 5@101", "trade x 4@101", "trade a2 4@101",
         "canceled x IOC_REMAINDER"],
        "7@99 | 6@102",
    ),
    ("buy", 3, 100, "ioc", ["new x", "canceled x IOC_REMAINDER"], "7@99 | 9@101 6@102"),
    ("buy", 10, 101, "fok", ["new x", "canceled x FOK_UNFILLED"], "7@99 | 9@101 6@102"),
    (
        "buy", 9, 101, "fok",
        ["new x", "trade x 5@101", "trade a1 5@101", "trade x 4@101", "trade a2 4@101"],
        "7@99 | 6@102",
    ),
    (
        "sell", 9, None, "ioc",
        ["new x", "trade x 7@99", "trade b1 7@99", "canceled x MARKET_RESIDUAL"],
        " | 9@101 6@102",
    ),
    ("sell", 9, None, "fok", ["new x", "canceled x FOK_UNFILLED"], "7@99 | 9@101 6@102"),
    ("sell", 7, None, "day", ["rejected x UNSUPPORTED"], "7@99 | 9@101 6@102"),
    ("sell", 2, 99, "gtc", ["new x", "trade x 2@99", "trade b1 2@99"], "5@99 | 9@101 6@102"),
    ("sell", 2, 100, "gtc", ["new x"], "7@99 | 2@100 9@101 6@102"),
]  # fmt: skip


@pytest.mark.parametrize(("side", "qty", "price", "tif", "events", "book"), CASES)
def test_entering(desk, side, qty, price, tif, events, book):
    assert short(desk.enter(side, qty, price, tif=tif, cl_ord_id="x")) == events
    assert desk.book() == book


def test_market_order_without_opposite_side_is_refused():
    desk = Desk()
    assert short(desk.enter("buy", 1, cl_ord_id="x")) == ["rejected x NO_REFERENCE_PRICE"]


def test_average_price_and_quantities_of_a_fill_report(desk):
    *_, last_taker, _maker = desk.enter("buy", 12, 102, cl_ord_id="x")
    assert isinstance(last_taker, Execution)
    assert (last_taker.cum, last_taker.leaves, last_taker.qty) == (12, 0, 12)
    assert last_taker.cum_value == 9 * 101 + 3 * 102
    assert ORD_STATUS_NAMES[last_taker.ord_status] == "filled"


def test_cancel_takes_the_order_out(desk):
    assert short(desk.cancel("a1", MM, "c1")) == ["canceled c1 USER_CANCEL"]
    assert desk.book() == "7@99 | 4@101 6@102"


def test_cancel_of_another_accounts_order_is_unknown(desk):
    assert short(desk.cancel("a1", "NORD-01", "c1")) == ["cancel_reject c1 UNKNOWN_ORDER"]


def test_cancel_after_the_fill_is_too_late(desk):
    desk.enter("buy", 5, 101)
    assert short(desk.cancel("a1", MM, "c1")) == ["cancel_reject c1 TOO_LATE"]


class TestReplace:
    def test_less_quantity_keeps_priority(self, desk):
        assert short(desk.replace("a1", 2, 101, MM, "r1")) == ["replaced r1"]
        assert desk.book() == "7@99 | 6@101 6@102"
        assert short(desk.enter("buy", 1, 101, cl_ord_id="x"))[-1] == "trade r1 1@101"

    def test_more_quantity_loses_priority(self, desk):
        desk.replace("a1", 8, 101, MM, "r1")
        assert desk.book() == "7@99 | 12@101 6@102"
        assert short(desk.enter("buy", 1, 101, cl_ord_id="x"))[-1] == "trade a2 1@101"

    def test_another_price_loses_priority(self, desk):
        desk.replace("a1", 5, 102, MM, "r1")
        assert desk.book() == "7@99 | 4@101 11@102"
        desk.enter("buy", 4, 101)
        assert short(desk.enter("buy", 1, 102, cl_ord_id="x"))[-1] == "trade a3 1@102"

    def test_may_trade_at_once(self, desk):
        events = desk.replace("b1", 7, 101, MM, "r1")
        assert short(events)[:3] == ["replaced r1", "trade r1 5@101", "trade a1 5@101"]
        assert desk.book() == " | 2@101 6@102"

    def test_down_to_what_is_filled_finishes_the_order(self, desk):
        desk.enter("buy", 2, 101)
        (event,) = desk.replace("a1", 1, 101, MM, "r1")
        assert ORD_STATUS_NAMES[event.ord_status] == "filled"
        assert (event.qty, event.cum, event.leaves) == (2, 2, 0)
        assert desk.book() == "7@99 | 4@101 6@102"
        assert short(desk.cancel("a1", MM, "c1")) == ["cancel_reject c1 TOO_LATE"]

    def test_ends_the_order_whatever_the_price(self, desk):
        desk.enter("buy", 2, 101)
        (event,) = desk.replace("a1", 2, -5, MM, "r1")
        assert (short([event]), ORD_STATUS_NAMES[event.ord_status]) == (["replaced r1"], "filled")

    def test_all_former_ids_still_find_the_order(self, desk):
        desk.replace("a1", 4, 101, MM, "r1")
        desk.replace("r1", 3, 103, MM, "r2")
        events = desk.cancel("a1", MM, "c1")
        assert short(events) == ["canceled c1 USER_CANCEL"]
        assert events[0].orig_cl_ord_id == "a1"
        account = desk.engine.accounts[MM]
        assert not any(map(account.order, ("a1", "r1", "r2", "c1")))

    def test_refused_by_the_gate_leaves_the_order_as_it_was(self, desk):
        assert short(desk.replace("a1", 5, -1, MM, "r1")) == ["cancel_reject r1 PRICE_BAND"]
        assert desk.book() == "7@99 | 9@101 6@102"
        exposure = desk.engine.accounts[MM].exposure("CLF27")
        assert (exposure.open_buy, exposure.open_sell) == (7, 15)

    def test_with_another_symbol_is_unknown(self, desk):
        events = desk.replace("a1", 5, 101, MM, "r1", symbol="NGF27")
        assert short(events)[0].startswith("cancel_reject r1")


class TestRepeatedIds:
    def test_same_id_points_to_the_first_answer(self, desk):
        (first,) = desk.enter("buy", 1, 98, cl_ord_id="x")
        assert desk.enter("buy", 1, 98, cl_ord_id="x") == []
        assert desk.answer == Repeat(first.seq)
        assert desk.book() == "7@99 1@98 | 9@101 6@102"

    def test_an_id_is_used_once_for_all_kinds_of_requests(self, desk):
        (first,) = desk.enter("buy", 1, 98, cl_ord_id="x")
        desk.cancel("x", cl_ord_id="x")
        assert desk.answer == Repeat(first.seq)

    def test_other_accounts_have_their_own_ids(self, desk):
        desk.enter("buy", 1, 98, cl_ord_id="x")
        assert short(desk.enter("buy", 1, 98, account="ALPS-01", cl_ord_id="x")) == ["new x"]


def test_unknown_account_and_symbol_leave_no_trace(desk):
    before = desk.engine.event_seq
    for sent in (
        lambda: desk.enter("buy", 1, 98, account="NOBODY", cl_ord_id="x"),
        lambda: desk.cancel("x", "NOBODY", "x"),
        lambda: desk.replace("x", 1, 1, "NOBODY", "x"),
    ):
        assert sent() == []
        assert desk.answer == Refusal("UNKNOWN_ACCOUNT", "x")
    assert desk.enter("buy", 1, 98, symbol="NOPE", cl_ord_id="x") == []
    assert desk.answer == Refusal("UNKNOWN_SYMBOL", "x")
    assert desk.engine.event_seq == before
