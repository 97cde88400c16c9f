"""Orders over WebSocket and REST: one way in, the same answers."""

from __future__ import annotations

import time

import pytest

ALPS = {"sub": "bob@alps.example", "firm": "ALPS", "accounts": ["ALPS-01"]}


def test_new_order_is_acknowledged(sidecar, trader):
    before = time.time_ns()
    answer = trader.ask(op="new", **sidecar.order(cl_ord_id="a1"))
    assert before <= answer.pop("ts") <= time.time_ns()
    assert answer == {
        "type": "execution",
        "seq": 1,
        "exec_type": "new",
        "ord_status": "new",
        "order_id": 1,
        "exec_id": 1,
        "cl_ord_id": "a1",
        "orig_cl_ord_id": "",
        "account": "NORD-01",
        "symbol": "CLF27",
        "entered_by": "ann@nord.example",
        "side": "buy",
        "ord_type": "limit",
        "time_in_force": "day",
        "order_qty": 5,
        "leaves_qty": 5,
        "cum_qty": 0,
        "price": 70.25,
        "avg_px": 0,
        "last_qty": 0,
        "last_px": 0,
        "trade_id": 0,
        "liquidity": "",
        "code": "",
        "ord_rej_reason": None,
        "text": "",
    }


def test_defaults_are_limit_and_day(sidecar, trader):
    order = sidecar.order()
    del order["ord_type"], order["time_in_force"]
    answer = trader.ask(op="new", **order)
    assert (answer["ord_type"], answer["time_in_force"]) == ("limit", "day")


def test_market_order_is_ioc_and_has_no_price(sidecar, trader):
    sidecar.request("POST", "/v1/orders", sidecar.order(side="sell", price=70.25))
    order = sidecar.order(ord_type="market", account="NORD-02", price=None)
    del order["time_in_force"]
    trader.send({"op": "subscribe", "channel": "orders"})
    trader.send({"op": "new", **order})
    new, fill = trader.receive(), trader.receive()
    assert (new["time_in_force"], new["price"]) == ("ioc", None)
    assert (fill["exec_type"], fill["last_qty"], fill["last_px"]) == ("trade", 5, 70.25)
    assert fill["liquidity"] == "taker"
    assert fill["avg_px"] == 70.25


def test_one_command_has_one_answer_without_the_order_stream(sidecar, trader):
    trader.ask(op="new", **sidecar.order(side="sell"))
    trader.send({"op": "new", **sidecar.order(account="NORD-02")})
    assert [message["exec_type"] for message in trader.sync()] == ["new"]


def test_order_stream_brings_every_change_once(sidecar, trader):
    trader.send({"op": "subscribe", "channel": "orders"})
    trader.send({"op": "new", **sidecar.order(cl_ord_id="s", side="sell")})
    trader.send({"op": "new", **sidecar.order(cl_ord_id="b", account="NORD-02")})
    found = [(m["seq"], m["cl_ord_id"], m["exec_type"]) for m in trader.sync()]
    assert found == [(1, "s", "new"), (2, "b", "new"), (3, "b", "trade"), (4, "s", "trade")]
    trader.send({"op": "unsubscribe", "channel": "orders"})
    with sidecar.login() as other:
        other.ask(op="new", **sidecar.order())
    assert trader.sync() == []


def test_order_stream_goes_on_after_a_pause(sidecar, trader):
    trader.ask(op="new", **sidecar.order(cl_ord_id="before"))
    sidecar.request("POST", "/v1/orders", sidecar.order(cl_ord_id="missed"))
    with sidecar.login(sidecar.signer.token(**ALPS)) as alps:
        alps.send({"op": "new", **sidecar.order(cl_ord_id="other", account="ALPS-01", side="sell")})
        alps.sync()
    trader.send({"op": "subscribe", "channel": "orders", "since": 1})
    found = [(m["seq"], m["cl_ord_id"], m["exec_type"]) for m in trader.sync()]
    assert found == [(2, "missed", "new"), (5, "before", "trade")]
    trader.send({"op": "new", **sidecar.order(cl_ord_id="after")})
    assert [m["cl_ord_id"] for m in trader.sync()] == ["after"]


def test_quotes_have_no_since(sidecar, trader):
    message = {"op": "subscribe", "channel": "quotes", "symbols": ["CLF27"], "since": 1}
    assert (trader.ask(**message)["code"], trader.sync()) == ("FIELD_INVALID", [])


def test_order_stream_has_own_accounts_only(sidecar, trader):
    with (
        sidecar.login(sidecar.signer.token(**ALPS)) as alps,
        sidecar.login(sidecar.signer.staff()) as staff,
    ):
        for socket in (alps, staff):
            socket.send({"op": "subscribe", "channel": "orders"})
            socket.sync()
        trader.ask(op="new", **sidecar.order(cl_ord_id="mine"))
        assert alps.sync() == []
        assert [message["cl_ord_id"] for message in staff.sync()] == ["mine"]


def test_many_commands_in_one_frame(sidecar, trader):
    trader.send([{"op": "new", **sidecar.order(cl_ord_id=f"n{i}")} for i in range(100)])
    assert [message["cl_ord_id"] for message in trader.sync()] == [f"n{i}" for i in range(100)]


def test_replace_then_cancel(sidecar, trader):
    trader.ask(op="new", **sidecar.order(cl_ord_id="a"))
    change = {"account": "NORD-01", "symbol": "CLF27", "order_qty": 7, "price": 70.5}
    replaced = trader.ask(op="replace", cl_ord_id="b", orig_cl_ord_id="a", **change)
    assert (replaced["exec_type"], replaced["order_qty"], replaced["price"]) == (
        "replaced",
        7,
        70.5,
    )
    assert (replaced["cl_ord_id"], replaced["orig_cl_ord_id"]) == ("b", "a")
    canceled = trader.ask(op="cancel", cl_ord_id="c", orig_cl_ord_id="b", account="NORD-01")
    assert (canceled["exec_type"], canceled["leaves_qty"], canceled["code"]) == (
        "canceled",
        0,
        "USER_CANCEL",
    )
    late = trader.ask(op="cancel", cl_ord_id="d", orig_cl_ord_id="b", account="NORD-01")
    assert (late["type"], late["code"], late["cxl_rej_reason"], late["response_to"]) == (
        "cancel_reject",
        "TOO_LATE",
        0,
        "cancel",
    )
    unknown = trader.ask(op="replace", cl_ord_id="e", orig_cl_ord_id="never", **change)
    assert (unknown["code"], unknown["cxl_rej_reason"], unknown["response_to"]) == (
        "UNKNOWN_ORDER",
        1,
        "replace",
    )


def test_rest_has_the_same_life(sidecar):
    created = sidecar.request("POST", "/v1/orders", sidecar.order(cl_ord_id="a"))
    assert (created.status_code, created.json()["exec_type"]) == (201, "new")
    change = {"cl_ord_id": "b", "orig_cl_ord_id": "a", "account": "NORD-01", "symbol": "CLF27"}
    replaced = sidecar.request("POST", "/v1/orders/replace", change | {"order_qty": 2, "price": 70})
    assert (replaced.status_code, replaced.json()["exec_type"]) == (200, "replaced")
    found = sidecar.request("GET", "/v1/orders/NORD-01/a").json()
    assert (found["cl_ord_id"], found["order_qty"]) == ("b", 2)
    cancel = {"cl_ord_id": "c", "orig_cl_ord_id": "b", "account": "NORD-01"}
    assert sidecar.request("POST", "/v1/orders/cancel", cancel).json()["exec_type"] == "canceled"
    gone = sidecar.request("GET", "/v1/orders/NORD-01/b")
    assert (gone.status_code, gone.json()["code"]) == (404, "UNKNOWN_ORDER")
    late = sidecar.request("POST", "/v1/orders/cancel", cancel | {"cl_ord_id": "d"})
    assert (late.status_code, late.json()["type"], late.json()["code"]) == (
        409,
        "cancel_reject",
        "TOO_LATE",
    )


def test_engine_reject_is_422_with_its_report(sidecar):
    staff = sidecar.signer.staff()
    sidecar.request("POST", "/v1/admin/session", {"symbol": "CLF27", "action": "halt"}, staff)
    answer = sidecar.request("POST", "/v1/orders", sidecar.order())
    assert answer.status_code == 422
    assert (answer.json()["exec_type"], answer.json()["code"], answer.json()["ord_rej_reason"]) == (
        "rejected",
        "EXCHANGE_CLOSED",
        2,
    )
    assert answer.json()["text"] == "the instrument is not open for trading"


def test_open_orders_show_what_is_filled(sidecar):
    sidecar.request("POST", "/v1/orders", sidecar.order(cl_ord_id="a"))
    sell = sidecar.order(account="NORD-02", side="sell", order_qty=2, symbol="CLF27")
    sidecar.request("POST", "/v1/orders", sell)
    sidecar.request("POST", "/v1/orders", sidecar.order(cl_ord_id="g", symbol="NGF27", price=3.125))
    found = sidecar.request("GET", "/v1/orders").json()
    assert [order["cl_ord_id"] for order in found] == ["a", "g"]
    assert (found[0]["ord_status"], found[0]["leaves_qty"], found[0]["cum_qty"]) == (
        "partially_filled",
        3,
        2,
    )
    assert found[0]["avg_px"] == 70.25
    one = sidecar.request("GET", "/v1/orders?symbol=NGF27&account=NORD-01").json()
    assert [order["price"] for order in one] == [3.125]
    assert sidecar.request("GET", "/v1/orders?account=NORD-02").json() == []


def test_open_orders_are_the_token_s(sidecar):
    sidecar.request("POST", "/v1/orders", sidecar.order(cl_ord_id="a"))
    alps = sidecar.signer.token(**ALPS)
    assert sidecar.request("GET", "/v1/orders", token=alps).json() == []
    for path in ("/v1/orders?account=NORD-01", "/v1/orders/NORD-01/a", "/v1/orders/NONE-01/a"):
        refused = sidecar.request("GET", path, token=alps)
        assert (refused.status_code, refused.json()["code"]) == (403, "UNKNOWN_ACCOUNT")
    assert len(sidecar.request("GET", "/v1/orders", token=sidecar.signer.staff()).json()) == 1


@pytest.mark.parametrize("first", ["ws", "rest"])
@pytest.mark.parametrize("again", ["ws", "rest"])
def test_same_id_gets_the_original_answer(sidecar, trader, first, again):
    order = sidecar.order(cl_ord_id="twice")

    def enter(way, order):
        if way == "ws":
            return trader.ask(op="new", **order)
        return sidecar.request("POST", "/v1/orders", order).json()

    original = enter(first, order)
    assert enter(again, order) == original
    assert sidecar.stored[1] == 1
    other = enter(again, order | {"order_qty": 6})
    assert other["code"] == "DUPLICATE_ID_MISMATCH"
    assert "cl_ord_id" in (other.get("text") or other["detail"])
    assert sidecar.stored[1] == 1


def test_repeats_have_their_status(sidecar, trader):
    order = sidecar.order()
    assert sidecar.request("POST", "/v1/orders", order).status_code == 201
    assert sidecar.request("POST", "/v1/orders", order).status_code == 200
    assert sidecar.request("POST", "/v1/orders", order | {"price": 70}).status_code == 409
    trader.send({"op": "subscribe", "channel": "orders"})
    assert trader.ask(op="new", **order)["seq"] == 1


def test_view_does_not_trade_and_trade_does_not_view(sidecar):
    viewer = sidecar.signer.token(permissions=["view"])
    refused = sidecar.request("POST", "/v1/orders", sidecar.order(), viewer)
    assert (refused.status_code, refused.json()["code"]) == (403, "NOT_PERMITTED")
    with sidecar.login(viewer) as socket:
        assert socket.ask(op="new", **sidecar.order())["code"] == "NOT_PERMITTED"
    blind = sidecar.signer.token(permissions=["trade"])
    assert sidecar.request("GET", "/v1/orders", token=blind).status_code == 403
    with sidecar.login(blind) as socket:
        for channel in ("orders", "book"):
            answer = socket.ask(op="subscribe", channel=channel, symbols=["CLF27"])
            assert answer["code"] == "NOT_PERMITTED"
    assert sidecar.stored == (1, 0)


def test_orders_without_waiting_for_answers_survive_a_disconnect(sidecar):
    with sidecar.login() as socket:
        socket.send({"op": "new", **sidecar.order(cl_ord_id="left")})
    deadline = time.monotonic() + 60
    while sidecar.stored[1] == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert sidecar.request("GET", "/v1/orders/NORD-01/left").json()["cl_ord_id"] == "left"
