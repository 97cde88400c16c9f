"""Trades cancelled and corrected over REST, and what the market and the two sides hear of it."""

from __future__ import annotations

import pytest


@pytest.fixture
def trade(sidecar, trader) -> int:
    """Two lots at 70.25 between NORD-01 and NORD-02; gives the trade's number."""
    trader.send({"op": "subscribe", "channel": "orders"})
    trader.send({"op": "subscribe", "channel": "trades", "symbols": ["CLF27"]})
    trader.send({"op": "new", **sidecar.order(cl_ord_id="buy")})
    sell = sidecar.order(cl_ord_id="sell", account="NORD-02", side="sell", order_qty=2)
    trader.send({"op": "new", **sell})
    return next(m["trade_id"] for m in trader.sync() if m["type"] == "trade")


def change(sidecar, what: str, token: str | None = None, **body: object):
    return sidecar.request("POST", f"/v1/admin/{what}", body, token or sidecar.signer.staff())


def test_a_bust_is_told_to_both_sides_and_the_market(sidecar, trader, trade):
    answer = change(sidecar, "bust", trade_id=trade)
    assert answer.status_code == 200, answer.text
    reports = answer.json()["reports"]
    cancels = [report for report in reports if report["exec_type"] == "trade_cancel"]
    assert [(r["account"], r["trade_id"], r["cum_qty"]) for r in cancels] == [
        ("NORD-02", trade, 0),
        ("NORD-01", trade, 0),
    ]
    assert all(report["exec_ref_id"] < report["exec_id"] for report in cancels)
    heard = trader.sync()
    assert [message for message in heard if message["type"] == "execution"] == reports
    (told,) = (message for message in heard if message["type"] == "trade_cancel")
    assert told["trade_id"] == trade
    quote = sidecar.request("GET", "/v1/instruments/CLF27/quote").json()
    assert (quote["volume"], quote["open_interest"]) == (0, 0)


def test_a_correction_is_told_to_both_sides_and_the_market(sidecar, trader, trade):
    answer = change(sidecar, "correct", trade_id=trade, price=70.5)
    assert answer.status_code == 200, answer.text
    assert {report["exec_type"] for report in answer.json()["reports"]} == {"trade_correct"}
    assert {report["last_px"] for report in answer.json()["reports"]} == {70.5}
    (told,) = (message for message in trader.sync() if message["type"] == "trade_correct")
    assert (told["trade_id"], told["price"], told["qty"]) == (trade, 70.5, 2)
    listed = sidecar.request("GET", "/v1/instruments/CLF27/trades").json()
    assert [message["type"] for message in listed] == ["trade", "trade_correct"]


def test_a_trade_is_busted_once(sidecar, trade):
    assert change(sidecar, "bust", trade_id=trade).status_code == 200
    answer = change(sidecar, "bust", trade_id=trade)
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_TRADE")


@pytest.mark.parametrize(
    ("what", "body", "status", "code"),
    [
        ("bust", {"trade_id": 99}, 404, "UNKNOWN_TRADE"),
        ("correct", {"trade_id": 99, "price": 70}, 404, "UNKNOWN_TRADE"),
        ("correct", {"trade_id": 1, "price": 70.005}, 400, "PRICE_INCREMENT"),
        ("correct", {"trade_id": 1, "price": -1}, 422, "PRICE_BAND"),
        ("correct", {"trade_id": 1}, 400, "FIELD_INVALID"),
        ("bust", {"trade_id": 0}, 400, "FIELD_INVALID"),
    ],
)
def test_what_cannot_be_changed(sidecar, trade, what, body, status, code):
    answer = change(sidecar, what, **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("what", ["bust", "correct"])
def test_only_the_house_changes_trades(sidecar, trade, what):
    answer = change(sidecar, what, sidecar.signer.token(), trade_id=trade, price=70)
    assert (answer.status_code, answer.json()["code"]) == (403, "NOT_PERMITTED")
