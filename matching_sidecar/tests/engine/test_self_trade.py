"""Self-trade prevention: four modes, three scopes."""

import pytest

from matching_sidecar.model import enums
from matching_sidecar.tests.desk import MM, ROWS, Desk, change, short

NORD = next(row for row in ROWS if row.code == "NORD-01")


@pytest.fixture
def desk() -> Desk:
    """Asks at 101: 3 of MM (m1), 5 of NORD-01 (own), 4 of MM (m2)."""
    return build()


def build(*rows) -> Desk:
    desk = Desk(*ROWS, *rows)
    desk.enter("sell", 3, 101, account=MM, cl_ord_id="m1", entered_by="ana")
    desk.enter("sell", 5, 101, cl_ord_id="own", entered_by="bob")
    desk.enter("sell", 4, 101, account=MM, cl_ord_id="m2", entered_by="ana")
    return desk


MODES = [
    # mode, qty -> events after the fill against m1, book
    (
        enums.CANCEL_NEWEST, 9,
        ["canceled x SELF_TRADE"],
        " | 9@101",
    ),
    (
        enums.CANCEL_OLDEST, 9,
        ["canceled own SELF_TRADE", "trade x 4@101", "trade m2 4@101"],
        "2@101 | ",
    ),
    (
        enums.CANCEL_BOTH, 9,
        ["canceled own SELF_TRADE", "canceled x SELF_TRADE"],
        " | 4@101",
    ),
    (
        enums.DECREMENT, 9,
        ["canceled own SELF_TRADE", "restated x 1/4 SELF_TRADE", "trade x 1@101", "trade m2 1@101"],
        " | 3@101",
    ),
    (
        enums.DECREMENT, 7,
        ["restated own 1/1 SELF_TRADE", "canceled x SELF_TRADE"],
        " | 5@101",
    ),
    (
        enums.DECREMENT, 8,
        ["canceled own SELF_TRADE", "canceled x SELF_TRADE"],
        " | 4@101",
    ),
    (
        enums.STP_NONE, 9,
        ["trade x 5@101", "trade own 5@101", "trade x 1@101", "trade m2 1@101"],
        " | 3@101",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("mode", "qty", "events", "book"), MODES)
def test_modes(desk, mode, qty, events, book):
    found = short(desk.enter("buy", qty, 101, stp=mode, cl_ord_id="x", entered_by="cat"))
    assert found[:3] == ["new x", "trade x 3@101", "trade m1 3@101"]
    assert found[3:] == events
    assert desk.book() == book
    exposure = desk.engine.accounts["NORD-01"].exposure("CLF27")
    orders = desk.engine.accounts["NORD-01"].orders()
    assert exposure.open_buy == sum(o.leaves for o in orders if o.side == enums.BUY)
    assert exposure.open_sell == sum(o.leaves for o in orders if o.side == enums.SELL)


@pytest.mark.parametrize(
    ("row", "account", "entered_by", "prevented"),
    [
        (change(NORD, stp="cancel_newest"), "NORD-01", "cat", True),
        (change(NORD, stp="cancel_newest"), "NORD-02", "bob", False),
        (change(NORD, stp="cancel_newest", stp_scope="trader"), "NORD-01", "bob", True),
        (change(NORD, stp="cancel_newest", stp_scope="trader"), "NORD-01", "cat", False),
        (change(NORD, stp="none"), "NORD-01", "bob", False),
        (change(NORD), "NORD-01", "bob", False),
    ],
)
def test_mode_and_scope_of_the_takers_account(row, account, entered_by, prevented):
    desk = build(row)
    desk.enter("buy", 3, 101, account="ALPS-01")
    events = desk.enter("buy", 5, 101, account=account, entered_by=entered_by, cl_ord_id="x")
    assert ("canceled x SELF_TRADE" in short(events)) is prevented


def test_scope_of_the_trader_reaches_over_accounts():
    row = next(row for row in ROWS if row.code == "NORD-02")
    desk = build(change(row, stp="cancel_newest", stp_scope="trader"))
    events = desk.enter("buy", 9, 101, account="NORD-02", entered_by="bob", cl_ord_id="x")
    assert short(events)[-1] == "canceled x SELF_TRADE"


def test_scope_of_the_firm():
    row = next(row for row in ROWS if row.code == "NORD-02")
    desk = build(change(row, stp="cancel_newest", stp_scope="firm"))
    events = desk.enter("buy", 9, 101, account="NORD-02", entered_by="cat", cl_ord_id="x")
    assert short(events)[-1] == "canceled x SELF_TRADE"


@pytest.mark.parametrize(
    ("mode", "qty", "filled"),
    [
        (enums.CANCEL_OLDEST, 7, True),
        (enums.CANCEL_OLDEST, 8, False),
        (enums.CANCEL_NEWEST, 3, True),
        (enums.CANCEL_NEWEST, 4, False),
        (enums.DECREMENT, 4, False),
        (enums.STP_NONE, 12, True),
    ],
)
def test_fill_or_kill_does_not_count_what_is_prevented(desk, mode, qty, filled):
    words = short(desk.enter("buy", qty, 101, tif="fok", stp=mode, cl_ord_id="x"))
    assert ("canceled x FOK_UNFILLED" not in words) is filled
    if not filled:
        assert words == ["new x", "canceled x FOK_UNFILLED"]


def test_hidden_parts_behind_an_own_order_do_not_count():
    desk = Desk()
    desk.enter("sell", 10, 101, account=MM, display_qty=2)
    desk.enter("sell", 1, 101, cl_ord_id="own")
    more = {"tif": "fok", "stp": enums.CANCEL_BOTH}
    assert short(desk.enter("buy", 3, 101, **more))[-1].endswith("FOK_UNFILLED")
    assert len(desk.enter("buy", 2, 101, **more)) == 3


def test_an_iceberg_loses_its_hidden_quantity_too():
    desk = Desk()
    desk.enter("sell", 10, 101, cl_ord_id="own", display_qty=2)
    words = short(desk.enter("buy", 9, 101, stp=enums.DECREMENT, cl_ord_id="x"))
    assert words == ["new x", "restated own 1/1 SELF_TRADE", "canceled x SELF_TRADE"]
    assert desk.book() == " | 1@101"
