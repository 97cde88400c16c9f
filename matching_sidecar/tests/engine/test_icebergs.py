"""Icebergs: the visible part, its renewal and the hidden rest."""

import pytest

from matching_sidecar.engine import state
from matching_sidecar.model import enums
from matching_sidecar.tests.desk import CL, MM, ROWS, Desk, change, short


@pytest.fixture
def desk() -> Desk:
    """Asks: iceberg i of 10 showing 3, then 4 of a1, both at 101."""
    desk = Desk()
    desk.enter("sell", 10, 101, account=MM, cl_ord_id="i", display_qty=3)
    desk.enter("sell", 4, 101, account=MM, cl_ord_id="a1")
    return desk


def shares(events) -> list[str]:
    """Who sold how much, in order."""
    return [word.split("@")[0] for word in short(events)[2::2] if word.startswith("trade")]


def test_only_the_visible_part_is_in_the_book(desk):
    assert desk.book() == " | 7@101"


def test_renewed_part_queues_behind(desk):
    assert shares(desk.enter("buy", 3, 101)) == ["trade i 3"]
    assert desk.book() == " | 7@101"
    assert shares(desk.enter("buy", 1, 101)) == ["trade a1 1"]


def test_part_of_the_visible_part_keeps_its_place(desk):
    desk.enter("buy", 2, 101)
    assert desk.book() == " | 5@101"
    assert shares(desk.enter("buy", 1, 101)) == ["trade i 1"]


def test_large_taker_takes_the_visible_then_the_renewed_parts(desk):
    events = desk.enter("buy", 14, 101)
    assert shares(events) == ["trade i 3", "trade a1 4", "trade i 3", "trade i 3", "trade i 1"]
    assert desk.book() == " | "


def test_hidden_quantity_counts_for_fill_or_kill(desk):
    assert short(desk.enter("buy", 15, 101, tif="fok"))[-1].endswith("FOK_UNFILLED")
    assert len(desk.enter("buy", 14, 101, tif="fok")) == 11


def test_two_icebergs_take_turns():
    desk = Desk()
    for name in ("i", "j"):
        desk.enter("sell", 4, 101, account=MM, cl_ord_id=name, display_qty=2)
    assert shares(desk.enter("buy", 8, 101)) == [
        "trade i 2", "trade j 2", "trade i 2", "trade j 2",
    ]  # fmt: skip


def test_replace_down_takes_the_hidden_part_first(desk):
    desk.replace("i", 5, 101, MM, "r")
    assert desk.book() == " | 7@101"
    assert shares(desk.enter("buy", 1, 101)) == ["trade r 1"]
    desk.replace("r", 3, 101, MM, "r2")
    assert desk.book() == " | 6@101"


def test_another_displayed_quantity_loses_the_place(desk):
    desk.replace("i", 10, 101, MM, "r", display_qty=5)
    assert desk.book() == " | 9@101"
    assert shares(desk.enter("buy", 1, 101)) == ["trade a1 1"]


def test_cancel_takes_all_of_it(desk):
    (event,) = desk.cancel("i", MM)
    assert desk.book() == " | 4@101"
    assert event.qty == 10
    level = desk.engine.instruments["CLF27"].book.asks.best
    assert level is not None
    assert level.hidden == 0


def test_random_parts_follow_the_formula():
    desk = Desk(*ROWS, change(CL, lot=5))
    desk.enter("sell", 500, 101, account=MM, display_qty=50, display_method=enums.RANDOM)
    sizes = []
    for _ in range(6):
        _price, shown, _orders = desk.engine.instruments["CLF27"].book.best(enums.SELL)
        sizes.append(shown)
        desk.enter("buy", shown, 101)
    expected = [50]
    for k in range(1, 6):
        m = ((1 * 2654435761 + k * 40503) % 2**32) // 256
        expected.append((5 + m % 6) * 5)
    assert sizes == expected


def test_what_is_visible_survives_a_restart(desk):
    desk.enter("buy", 8, 101)  # 3 of i, 4 of a1, 1 of the renewed part
    assert desk.book() == " | 2@101"
    before = state.dump(desk.engine)
    desk.engine = state.restore(before)
    assert state.dump(desk.engine) == before
    assert desk.book() == " | 2@101"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"display_qty": 11}, "DISPLAY_QTY"),
        ({"display_qty": -1}, "DISPLAY_QTY"),
        ({"display_qty": 3, "tif": "ioc"}, "UNSUPPORTED"),
        ({"display_qty": 3, "min_qty": 3}, "UNSUPPORTED"),
        ({"display_qty": 3, "all_or_none": True}, "UNSUPPORTED"),
        ({"display_qty": 10}, ""),
    ],
)
def test_checks(more, code):
    assert Desk().enter("buy", 10, 101, **more)[0].code == code
