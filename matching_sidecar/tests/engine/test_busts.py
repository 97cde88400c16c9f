"""Trades cancelled or corrected afterwards (docs/matching.md, *Bust and correction*)."""

from __future__ import annotations

import pytest

from matching_sidecar.engine import state
from matching_sidecar.model import enums
from matching_sidecar.model.commands import BustTrade, CorrectTrade
from matching_sidecar.model.enums import EXEC_TRADE
from matching_sidecar.model.events import Event, Execution, Refusal
from matching_sidecar.tests.desk import Desk
from matching_sidecar.tests.engine.test_spreads import SPREAD, SpreadDesk


def reports(desk: Desk, trade_id: int) -> tuple[list[Execution], list[Execution]]:
    """The fills of a trade and the latest report of each of their orders."""
    executions = [event for event in desk.events if isinstance(event, Execution)]
    fills = [e for e in executions if e.trade_id == trade_id and e.exec_type == EXEC_TRADE]
    return fills, [[e for e in executions if e.order_id == f.order_id][-1] for f in fills]


def bust(desk: Desk, trade_id: int) -> list[Event]:
    return desk.send(BustTrade(0, trade_id, *reports(desk, trade_id)))


def correct(desk: Desk, trade_id: int, price: int) -> list[Event]:
    return desk.send(CorrectTrade(0, trade_id, price, *reports(desk, trade_id)))


def told(events: list[Event]) -> list[str]:
    """Reports as ``trade_cancel s new 5=0+5 @0``: status, order_qty = cum_qty + leaves, value."""
    return [
        f"{enums.EXEC_TYPE_NAMES[e.exec_type]} {e.cl_ord_id} {enums.ORD_STATUS_NAMES[e.ord_status]} "
        f"{e.qty}={e.cum}+{e.leaves} @{e.cum_value}" + (f" {e.code}" if e.code else "")
        for e in events
        if isinstance(e, Execution)
    ]


@pytest.fixture
def desk() -> Desk:
    """``s`` sold 2 to ``a`` (trade 1) and 1 to ``b`` (trade 2), all at 100: ``s`` and ``a`` are
    filled, ``b`` has 4 of 5 open."""
    desk = Desk()
    desk.enter("sell", 3, 100, account="ALPS-01", cl_ord_id="s")
    desk.enter("buy", 2, 100, cl_ord_id="a")
    desk.enter("buy", 5, 100, account="NORD-02", tif="gtc", cl_ord_id="b")
    return desk


def test_filled_and_open_orders(desk):
    assert desk.book() == "4@100 | "
    events = bust(desk, 2)
    assert told(events) == [
        "trade_cancel b new 5=0+5 @0",
        "restated b new 4=0+4 @0 TRADE_BUST",
        "trade_cancel s partially_filled 3=2+1 @200",
        "canceled s canceled 3=2+0 @200 TRADE_BUST",
    ]
    original, _ = reports(desk, 2)
    assert [events[0].exec_ref, events[2].exec_ref] == [fill.seq for fill in original]
    assert (events[0].last_qty, events[0].last_price, events[0].trade_id) == (1, 100, 2)
    assert desk.answer is events[0]
    assert desk.book() == "4@100 | "
    accounts = desk.engine.accounts
    assert [accounts[name].exposure("CLF27").net for name in ("NORD-02", "ALPS-01")] == [0, -2]
    assert accounts["NORD-02"].exposure("CLF27").open_buy == 4
    day = desk.engine.instruments["CLF27"]
    assert (day.volume, day.value, day.last_price) == (2, 200, 100)


def test_one_after_the_other(desk):
    bust(desk, 1)
    assert told(bust(desk, 2))[2:] == ["trade_cancel s canceled 3=0+0 @0"]
    assert {a.exposure("CLF27").net for a in desk.engine.accounts.values()} == {0}


def test_cancelled_and_expired_orders_stay_so(desk):
    desk.cancel("b", account="NORD-02", cl_ord_id="c")
    assert told(bust(desk, 2))[0] == "trade_cancel c canceled 5=0+0 @0"


def test_the_open_order_goes_on(desk):
    bust(desk, 2)
    desk.enter("sell", 3, 100, account="HOUSE-MM1")
    assert told(desk.cancel("b", account="NORD-02", cl_ord_id="c")) == [
        "canceled c canceled 4=3+0 @300 USER_CANCEL"
    ]


def test_once_only(desk):
    bust(desk, 1)
    for again in (bust, lambda desk, trade: correct(desk, trade, 99)):
        assert again(desk, 1) == []
        assert desk.answer == Refusal("UNKNOWN_TRADE", "")


def test_unknown(desk):
    fills, latest = reports(desk, 1)
    for command in (
        BustTrade(0, 7, fills, latest),
        BustTrade(0, 1, [], []),
        BustTrade(0, 1, fills, latest[::-1]),
        BustTrade(0, 1, fills, latest[:1]),
    ):
        assert desk.send(command) == []
        assert desk.answer == Refusal("UNKNOWN_TRADE", "")


def test_orders_that_changed_meanwhile(desk):
    fills, latest = reports(desk, 2)
    desk.enter("sell", 1, 100, account="HOUSE-MM1")
    assert desk.send(BustTrade(0, 2, fills, latest)) == []
    assert desk.answer == Refusal("ORDER_CHANGED", "")
    fills, latest = reports(desk, 1)
    bust(desk, 2)  # changed ``s``, which is filled
    assert desk.send(BustTrade(0, 1, fills, latest)) == []
    assert desk.answer == Refusal("ORDER_CHANGED", "")
    assert len(bust(desk, 1)) > 0


def test_another_price(desk):
    events = correct(desk, 2, 97)
    assert told(events) == [
        "trade_correct b partially_filled 5=1+4 @97",
        "trade_correct s filled 3=3+0 @297",
    ]
    assert [e.last_price for e in events] == [97, 97]
    assert [e.exec_ref for e in events] == [fill.seq for fill in reports(desk, 2)[0]]
    day = desk.engine.instruments["CLF27"]
    assert (day.volume, day.value, day.last_price) == (3, 297, 100)
    # The open order goes on from there.
    assert told(desk.enter("sell", 1, 100, account="HOUSE-MM1"))[2] == (
        "trade b partially_filled 5=2+3 @197"
    )


def test_corrected_and_then_cancelled(desk):
    correct(desk, 2, 97)
    fills, latest = reports(desk, 2)
    for fill in fills:
        fill.last_price = 97
    assert told(desk.send(BustTrade(0, 2, fills, latest)))[0] == "trade_cancel b new 5=0+5 @0"


def test_a_price_must_be_above_zero(desk):
    assert correct(desk, 2, 0) == []
    assert desk.answer == Refusal("PRICE_BAND", "")


def test_of_another_day_the_volume_stays(desk):
    desk.phase("open", trade_date=20261125)
    bust(desk, 2)
    assert desk.engine.instruments["CLF27"].volume == 0


def test_no_stop_looks_at_it(desk):
    desk.enter("sell", 1, ord_type="stop", stop_price=98, tif="day", cl_ord_id="stop")
    assert [e.cl_ord_id for e in correct(desk, 2, 97)] == ["b", "s"]


def test_reduce_only_orders_are_cut_to_what_is_left(desk):
    desk.enter("sell", 1, 110, account="NORD-02", reduce_only=True, cl_ord_id="r")
    assert told(bust(desk, 2))[-1] == "canceled r canceled 1=0+0 @0 REDUCE_ONLY"


def test_a_spread_leg_by_leg():
    desk = SpreadDesk()
    desk.spread("buy", 2, 15, cl_ord_id="s")
    assert told(bust(desk, 2)) == [
        "trade_cancel s filled 2=2+0 @30",
        "trade_cancel f-ask new 3=0+3 @0",
        "restated f-ask new 1=0+1 @0 TRADE_BUST",
    ]
    assert (desk.net("NORD-01", "CLF27"), desk.net("NORD-01", "CLG27")) == (0, -2)
    assert desk.engine.instruments["CLF27"].volume == 0
    assert told(bust(desk, 1)) == [
        "trade_cancel s new 2=0+2 @0",
        "canceled s canceled 2=0+0 @0 TRADE_BUST",
    ]
    assert desk.net("NORD-01", "CLG27") == -2
    assert desk.engine.instruments[SPREAD.code].volume == 0
    assert told(bust(desk, 3))[0] == "trade_cancel s canceled 2=0+0 @0"
    assert desk.net("NORD-01", "CLG27") == 0


def test_survives_a_restart(desk):
    fills, latest = reports(desk, 1)
    bust(desk, 2)
    again = state.restore(state.dump(desk.engine))
    assert state.digest(again) == state.digest(desk.engine)
    desk.engine = again
    desk.send(BustTrade(0, 1, fills, latest))
    assert desk.answer == Refusal("ORDER_CHANGED", "")
    bust(desk, 2)
    assert desk.answer == Refusal("UNKNOWN_TRADE", "")
