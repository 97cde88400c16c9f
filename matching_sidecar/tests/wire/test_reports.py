"""Events as the protocol says them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from matching_sidecar.model import enums
from matching_sidecar.model.codes import REASONS
from matching_sidecar.model.events import CancelReject, Execution
from matching_sidecar.tests.desk import Desk
from matching_sidecar.wire.reports import encode, encode_batch


def execution(**changed) -> Execution:
    values = {
        "seq": 9,
        "ts": 1_700_000_000_000_000_000,
        "exec_type": enums.EXEC_TRADE,
        "ord_status": enums.PARTIALLY_FILLED,
        "order_id": 4,
        "cl_ord_id": "b",
        "orig_cl_ord_id": "a",
        "account": "NORD-01",
        "symbol": "ZCH27",
        "entered_by": "ann",
        "side": enums.SELL,
        "ord_type": enums.LIMIT,
        "tif": enums.GTC,
        "qty": 10,
        "leaves": 7,
        "cum": 3,
        "price": 1801,
        "cum_value": 1801 + 2 * 1803,
        "last_qty": 2,
        "last_price": 1803,
        "trade_id": 5,
        "liquidity": enums.TAKER,
        "code": "",
        "tick_num": 1,
        "tick_den": 4,
    }
    return Execution(**(values | changed))


def test_fill_in_quarters():
    found = json.loads(encode(execution()))
    assert (found["price"], found["last_px"]) == (450.25, 450.75)
    assert found["avg_px"] == (1801 + 2 * 1803) / 4 / 3
    assert found["exec_id"] == found["seq"] == 9
    assert (found["side"], found["time_in_force"], found["liquidity"]) == ("sell", "gtc", "taker")
    assert (found["order_qty"], found["leaves_qty"], found["cum_qty"]) == (10, 7, 3)


def test_reason_is_named_on_rejects_only():
    rejected = execution(
        exec_type=enums.EXEC_REJECTED, ord_status=enums.REJECTED, code="PRICE_BAND"
    )
    found = json.loads(encode(rejected))
    assert (found["ord_rej_reason"], found["text"]) == (16, REASONS["PRICE_BAND"].text)
    canceled = execution(
        exec_type=enums.EXEC_CANCELED, ord_status=enums.CANCELED, code="USER_CANCEL"
    )
    found = json.loads(encode(canceled))
    assert (found["ord_rej_reason"], found["code"]) == (None, "USER_CANCEL")


def test_market_order_has_no_price():
    assert json.loads(encode(execution(ord_type=enums.MARKET)))["price"] is None


def test_cancel_reject():
    event = CancelReject(3, 7, "c", "b", "NORD-01", "", 0, enums.UNKNOWN, True, "PRICE_BAND")
    assert json.loads(encode(event)) == {
        "type": "cancel_reject",
        "seq": 3,
        "ts": 7,
        "cl_ord_id": "c",
        "orig_cl_ord_id": "b",
        "account": "NORD-01",
        "symbol": "",
        "order_id": 0,
        "ord_status": "",
        "response_to": "replace",
        "cxl_rej_reason": 99,
        "code": "PRICE_BAND",
        "text": REASONS["PRICE_BAND"].text,
    }


def test_every_event_of_a_session_can_be_said():
    desk = Desk()
    desk.enter("buy", 5, 100)
    desk.enter("sell", 3, 100, account="NORD-02")
    desk.enter("sell", 9, account="ALPS-01")
    desk.enter("buy", 5, 100, tif="fok")
    desk.replace("o1", 6, 101)
    desk.cancel("o1")
    found = json.loads(encode_batch(desk.events))
    assert [event["seq"] for event in found] == list(range(1, len(desk.events) + 1))
    for event in found:
        if event["type"] == "execution":
            assert all(event[name] for name in ("exec_type", "ord_status", "side", "time_in_force"))


@given(
    st.integers(-(10**12), 10**12),
    st.sampled_from([(1, 100), (1, 4), (5, 10_000), (25, 1), (1, 3)]),
)
def test_prices_survive_the_way_out_and_back(ticks, tick):
    num, den = tick
    found = json.loads(encode(execution(price=ticks, tick_num=num, tick_den=den)))
    assert round(found["price"] * den / num) == ticks
