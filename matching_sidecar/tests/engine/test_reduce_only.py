"""Reduce-only orders: only what closes a position."""

import pytest

from matching_sidecar.engine import state
from matching_sidecar.tests.desk import MM, ROWS, Desk, change, short


@pytest.fixture
def desk() -> Desk:
    """NORD-01 is long 10; bids 20@99, asks 20@101."""
    desk = Desk()
    desk.enter("sell", 10, 100, account=MM)
    desk.enter("buy", 10, 100)
    desk.enter("buy", 20, 99, account=MM, cl_ord_id="b1")
    desk.enter("sell", 20, 101, account=MM, cl_ord_id="a1")
    return desk


@pytest.mark.parametrize(
    ("side", "qty", "code"),
    [("sell", 10, ""), ("sell", 11, "REDUCE_ONLY"), ("buy", 1, "REDUCE_ONLY")],
)
def test_position_must_cover_it(desk, side, qty, code):
    assert desk.enter(side, qty, 100, reduce_only=True)[0].code == code


def test_all_open_ones_together_must_be_covered(desk):
    desk.enter("sell", 6, 105, reduce_only=True)
    assert desk.enter("sell", 5, 105, reduce_only=True)[0].code == "REDUCE_ONLY"
    assert desk.enter("sell", 4, 105, reduce_only=True)[0].code == ""


def test_newest_are_cut_when_the_position_shrinks(desk):
    desk.enter("sell", 6, 105, reduce_only=True, cl_ord_id="r1")
    desk.enter("sell", 4, 105, reduce_only=True, cl_ord_id="r2")
    words = short(desk.enter("sell", 5, 99, cl_ord_id="x"))
    assert words[-2:] == ["canceled r2 REDUCE_ONLY", "restated r1 5/5 REDUCE_ONLY"]
    assert desk.book() == "15@99 | 20@101 5@105"


def test_own_fill_leaves_the_others_as_they_are(desk):
    desk.enter("sell", 6, 105, reduce_only=True, cl_ord_id="r1")
    words = short(desk.enter("sell", 4, 99, reduce_only=True, cl_ord_id="r2"))
    assert words == ["new r2", "trade r2 4@99", "trade b1 4@99"]
    words = short(desk.enter("sell", 1, 99, cl_ord_id="x"))
    assert words[-1] == "restated r1 5/5 REDUCE_ONLY"


def test_gone_with_the_position(desk):
    desk.enter("sell", 6, 105, reduce_only=True, cl_ord_id="r1")
    assert short(desk.enter("sell", 10, 99))[-1] == "canceled r1 REDUCE_ONLY"
    assert desk.engine.instruments["CLF27"].watch is None


def test_does_not_count_for_the_position_limit():
    row = next(row for row in ROWS if row.code == "NORD-01")
    desk = Desk(*ROWS, change(row, position_limit=10))
    desk.enter("sell", 10, 100, account=MM)
    desk.enter("buy", 10, 100)
    desk.enter("sell", 10, 105, reduce_only=True)
    assert desk.engine.accounts["NORD-01"].exposure("CLF27").open_sell == 0
    assert desk.enter("sell", 20, 105)[0].code == ""
    assert desk.enter("sell", 1, 105)[0].code == "POSITION_LIMIT"


def test_replace_must_be_covered(desk):
    desk.enter("sell", 6, 105, reduce_only=True, cl_ord_id="r1")
    assert desk.replace("r1", 11, 105)[0].code == "REDUCE_ONLY"
    assert desk.replace("r1", 10, 105)[0].code == ""


def test_survives_a_restart(desk):
    desk.enter("sell", 6, 105, reduce_only=True, cl_ord_id="r1")
    before = state.dump(desk.engine)
    desk.engine = state.restore(before)
    assert state.dump(desk.engine) == before
    assert short(desk.enter("sell", 10, 99))[-1] == "canceled r1 REDUCE_ONLY"
