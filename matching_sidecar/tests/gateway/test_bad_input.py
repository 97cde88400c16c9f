"""Bad input is refused with the field's name, and nothing of it is stored (FAULTS 50 to 54)."""

from __future__ import annotations

import json
from typing import Any

import pytest

ORDER = {
    "cl_ord_id": "bad-1",
    "account": "NORD-01",
    "symbol": "CLF27",
    "side": "buy",
    "ord_type": "limit",
    "order_qty": 5,
    "price": 70.25,
    "time_in_force": "day",
}
SCALE = 10**40


class Raw(str):
    """JSON as it stands, for what no honest encoder writes."""

    __slots__ = ()


def encode(message: dict[str, Any]) -> str:
    """JSON, with ``Raw`` values put in as they are."""
    raw = {name: value for name, value in message.items() if isinstance(value, Raw)}
    text = json.dumps(message)
    for name, value in raw.items():
        text = text.replace(f'"{name}": {json.dumps(value)}', f'"{name}": {value}')
    return text


STOP = {"ord_type": "stop", "price": None, "stop_px": 70.25}
TRAIL = {"ord_type": "trailing_stop", "price": None, "trail_offset": 0.5}
BAD = {
    "price NaN": ({"price": Raw("NaN")}, "FIELD_INVALID", "price"),
    "price Infinity": ({"price": Raw("Infinity")}, "FIELD_INVALID", "price"),
    "price -Infinity": ({"price": Raw("-Infinity")}, "FIELD_INVALID", "price"),
    "price 1e400": ({"price": Raw("1e400")}, "FIELD_INVALID", "price"),
    "price 1e308": ({"price": 1e308}, "FIELD_INVALID", "price"),
    "price -1e308": ({"price": -1e308}, "FIELD_INVALID", "price"),
    "price of 5000 digits": ({"price": Raw("9" * 5000)}, "FIELD_INVALID", "price"),
    "price as text": ({"price": "70.25"}, "FIELD_INVALID", "price"),
    "price true": ({"price": True}, "FIELD_INVALID", "price"),
    "price missing": ({"price": None}, "FIELD_INVALID", "price"),
    "price off the tick": ({"price": 70.255}, "PRICE_INCREMENT", "price"),
    "price nearly on the tick": ({"price": 70.2500001}, "PRICE_INCREMENT", "price"),
    "market with price": (
        {"ord_type": "market", "time_in_force": "ioc"},
        "FIELD_INVALID",
        "price",
    ),
    "market for the day": ({"ord_type": "market", "price": None}, "UNSUPPORTED", "time_in_force"),
    "quantity zero": ({"order_qty": 0}, "FIELD_INVALID", "order_qty"),
    "quantity negative": ({"order_qty": -3}, "FIELD_INVALID", "order_qty"),
    "quantity huge": ({"order_qty": 10**9 + 1}, "FIELD_INVALID", "order_qty"),
    "quantity above 64 bits": ({"order_qty": SCALE}, "FIELD_INVALID", "order_qty"),
    "quantity a fraction": ({"order_qty": 1.9}, "FIELD_INVALID", "order_qty"),
    "quantity 5.0": ({"order_qty": 5.0}, "FIELD_INVALID", "order_qty"),
    "quantity true": ({"order_qty": True}, "FIELD_INVALID", "order_qty"),
    "quantity null": ({"order_qty": None}, "FIELD_INVALID", "order_qty"),
    "quantity as text": ({"order_qty": "5"}, "FIELD_INVALID", "order_qty"),
    "quantity full width": ({"order_qty": "５"}, "FIELD_INVALID", "order_qty"),
    "quantity NaN": ({"order_qty": Raw("NaN")}, "FIELD_INVALID", "order_qty"),
    "quantity a list": ({"order_qty": [5]}, "FIELD_INVALID", "order_qty"),
    "symbol unknown": ({"symbol": "NONE"}, "UNKNOWN_SYMBOL", "symbol"),
    "symbol too long": ({"symbol": "X" * 37}, "FIELD_INVALID", "symbol"),
    "account unknown": ({"account": "NONE-01"}, "UNKNOWN_ACCOUNT", "account"),
    "account of another firm": ({"account": "ALPS-01"}, "UNKNOWN_ACCOUNT", "account"),
    "account with NUL": ({"account": "NORD-01\0"}, "FIELD_INVALID", "account"),
    "symbol with NUL": ({"symbol": "CLF27\0"}, "FIELD_INVALID", "symbol"),
    "side unknown": ({"side": "hold"}, "FIELD_INVALID", "side"),
    "side a number": ({"side": 1}, "FIELD_INVALID", "side"),
    "ord_type unknown": ({"ord_type": "peg"}, "FIELD_INVALID", "ord_type"),
    "time_in_force unknown": ({"time_in_force": "gtx"}, "FIELD_INVALID", "time_in_force"),
    "stop without a price": (STOP | {"stop_px": None}, "FIELD_INVALID", "stop_px"),
    "stop off the tick": (STOP | {"stop_px": 70.255}, "PRICE_INCREMENT", "stop_px"),
    "stop NaN": (STOP | {"stop_px": Raw("NaN")}, "FIELD_INVALID", "stop_px"),
    "stop with a limit": (STOP | {"price": 70.25}, "FIELD_INVALID", "price"),
    "stop limit without one": (STOP | {"ord_type": "stop_limit"}, "FIELD_INVALID", "price"),
    "limit with a stop": ({"stop_px": 70.25}, "FIELD_INVALID", "stop_px"),
    "limit with a trigger": ({"trigger": "mid"}, "FIELD_INVALID", "trigger"),
    "trigger unknown": (STOP | {"trigger": "luck"}, "FIELD_INVALID", "trigger"),
    "trail without an offset": (
        STOP | {"ord_type": "trailing_stop"},
        "FIELD_INVALID",
        "trail_offset",
    ),
    "trail of nothing": (TRAIL | {"trail_offset": 0}, "FIELD_INVALID", "trail_offset"),
    "trail off the tick": (TRAIL | {"trail_offset": 0.125}, "PRICE_INCREMENT", "trail_offset"),
    "trail of half a tick": (
        TRAIL | {"trail_offset": 1.5, "trail_unit": "ticks"},
        "FIELD_INVALID",
        "trail_offset",
    ),
    "trail too exact": (
        TRAIL | {"trail_offset": 0.125, "trail_unit": "percent"},
        "FIELD_INVALID",
        "trail_offset",
    ),
    "activation off the tick": (
        TRAIL | {"activation_px": 70.255},
        "PRICE_INCREMENT",
        "activation_px",
    ),
    "limit offset without a limit": (TRAIL | {"limit_offset": 1}, "FIELD_INVALID", "limit_offset"),
    "limit offset off the tick": (
        TRAIL | {"ord_type": "trailing_stop_limit", "limit_offset": 0.125},
        "PRICE_INCREMENT",
        "limit_offset",
    ),
    "stop with a trail": (STOP | {"trail_offset": 1}, "FIELD_INVALID", "trail_offset"),
    "gtd without an expiry": ({"time_in_force": "gtd"}, "FIELD_INVALID", "expire_time"),
    "gtd with two": (
        {"time_in_force": "gtd", "expire_time": 2**62, "expire_date": "2099-01-31"},
        "FIELD_INVALID",
        "expire_time",
    ),
    "no such day": (
        {"time_in_force": "gtd", "expire_date": "2099-02-31"},
        "FIELD_INVALID",
        "expire_date",
    ),
    "day with an expiry": ({"expire_date": "2099-01-31"}, "FIELD_INVALID", "expire_date"),
    "display method alone": ({"display_method": "random"}, "FIELD_INVALID", "display_method"),
    "min_qty zero": ({"min_qty": 0}, "FIELD_INVALID", "min_qty"),
    "stp unknown": ({"stp": "cancel_all"}, "FIELD_INVALID", "stp"),
    "all_or_none as text": ({"all_or_none": "yes"}, "FIELD_INVALID", "all_or_none"),
    "unknown field": ({"stop_price": 70}, "FIELD_INVALID", "stop_price"),
    "unknown field, long name": ({"x" * 5000: 1}, "FIELD_INVALID", "x" * 36),
    "id missing": ({"cl_ord_id": None}, "FIELD_INVALID", "cl_ord_id"),
    "id empty": ({"cl_ord_id": ""}, "FIELD_INVALID", "cl_ord_id"),
    "id too long": ({"cl_ord_id": "i" * 37}, "FIELD_INVALID", "cl_ord_id"),
    "id of 60 kB": ({"cl_ord_id": "i" * 60_000}, "FIELD_INVALID", "cl_ord_id"),
    "id with NUL": ({"cl_ord_id": "a\0b"}, "FIELD_INVALID", "cl_ord_id"),
    "id with raw NUL": ({"cl_ord_id": Raw('"a\0b"')}, "FIELD_INVALID", "cl_ord_id"),
    "id with a line feed": ({"cl_ord_id": "a\nb"}, "FIELD_INVALID", "cl_ord_id"),
    "id with right-to-left override": ({"cl_ord_id": "a\u202eb"}, "FIELD_INVALID", "cl_ord_id"),
    "id with a lone surrogate": ({"cl_ord_id": Raw('"\\ud800"')}, "FIELD_INVALID", "cl_ord_id"),
    "id a number": ({"cl_ord_id": 7}, "FIELD_INVALID", "cl_ord_id"),
    "side given twice": ({"side": Raw('"buy", "side": "sell"')}, "FIELD_INVALID", "side"),
    "price a bomb": ({"price": Raw("[" * 20_000)}, "MALFORMED", None),
    "number with underscore": ({"order_qty": Raw("1_000")}, "MALFORMED", None),
}


@pytest.fixture(scope="module")
def socket(shared):
    with shared.login() as found:
        yield found


@pytest.mark.parametrize("case", BAD)
def test_websocket_refuses(shared, socket, case):
    change, code, field = BAD[case]
    before = shared.stored
    socket.send(encode({"op": "new"} | ORDER | change))
    (answer,) = socket.sync()
    assert (answer["type"], answer["code"], answer["field"]) == ("error", code, field)
    assert len(answer["text"]) < 200
    assert field is None or field in answer["text"]
    if "cl_ord_id" not in change and code != "MALFORMED":
        assert answer["cl_ord_id"] == "bad-1"
    assert shared.stored == before


@pytest.mark.parametrize("case", BAD)
def test_rest_refuses(shared, case):
    change, code, field = BAD[case]
    before = shared.stored
    answer = shared.request("POST", "/v1/orders", encode(ORDER | change).encode())
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (problem["code"], problem["field"]) == (code, field)
    assert answer.status_code == (403 if code == "UNKNOWN_ACCOUNT" else 400)
    assert problem["status"] == answer.status_code
    assert shared.stored == before


def test_good_order_passes(shared, socket):
    """The order all the bad ones are made from."""
    assert socket.ask(op="new", **ORDER)["exec_type"] == "new"


@pytest.mark.parametrize("op", ["cancel", "replace"])
@pytest.mark.parametrize("case", ["other firm", "unknown account", "control character", "text"])
def test_changes_are_checked_too(shared, socket, op, case):
    message: dict[str, Any] = {"cl_ord_id": "c", "orig_cl_ord_id": "o", "account": "NORD-01"}
    if op == "replace":
        message |= {"symbol": "CLF27", "order_qty": 1, "price": 70}
    change, code, field = {
        "other firm": ({"account": "ALPS-01"}, "UNKNOWN_ACCOUNT", "account"),
        "unknown account": ({"account": "NONE"}, "UNKNOWN_ACCOUNT", "account"),
        "control character": ({"orig_cl_ord_id": "a\x1bb"}, "FIELD_INVALID", "orig_cl_ord_id"),
        "text": ({"orig_cl_ord_id": 5}, "FIELD_INVALID", "orig_cl_ord_id"),
    }[case]
    before = shared.stored
    answer = socket.ask(op=op, **message | change)
    assert (answer["code"], answer["field"]) == (code, field)
    assert shared.stored == before


def test_replace_checks_symbol_and_tick(shared, socket):
    message = {"cl_ord_id": "c", "orig_cl_ord_id": "o", "account": "NORD-01", "order_qty": 1}
    before = shared.stored
    answer = socket.ask(op="replace", symbol="NONE", price=70, **message)
    assert (answer["code"], answer["field"]) == ("UNKNOWN_SYMBOL", "symbol")
    answer = socket.ask(op="replace", symbol="CLF27", price=70.001, **message)
    assert (answer["code"], answer["field"]) == ("PRICE_INCREMENT", "price")
    assert answer["text"] == "price 70.001 is not a multiple of the tick 0.01"
    assert shared.stored == before


def test_other_firm_and_unknown_account_look_the_same(shared, socket):
    answers = []
    for account in ("ALPS-01", "GONE-01"):
        answer = socket.ask(op="new", **ORDER | {"account": account})
        answers.append({k: str(v).replace(account, "?") for k, v in answer.items()})
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "payload",
    ["", "null", "7", '"text"', "{", "[1]", "[[]]", '{"op": 1}', "{}", "[" * 60_000, "nul"],
)
def test_what_is_no_message(shared, socket, payload):
    before = shared.stored
    socket.send(payload)
    (answer,) = socket.sync()
    assert (answer["type"], answer["code"]) in {("error", "MALFORMED"), ("error", "FIELD_INVALID")}
    assert shared.stored == before


def test_one_bad_message_refuses_its_frame(shared, socket):
    before = shared.stored
    good = {"op": "new"} | ORDER | {"cl_ord_id": "fine"}
    bad = good | {"cl_ord_id": "wrong", "order_qty": 0}
    socket.send([good, bad])
    (answer,) = socket.sync()
    assert (answer["field"], answer["cl_ord_id"]) == ("order_qty", "wrong")
    assert shared.stored == before


def test_frame_of_too_many_messages(shared, socket):
    socket.send([{"op": "ping", "id": 1}] * 1001)
    (answer,) = socket.sync()
    assert answer["code"] == "MALFORMED"
    assert "1000" in answer["text"]


@pytest.mark.parametrize("body", [b"\xff\xfe", b'{"cl_ord_id": "\xff"}'])
def test_rest_broken_utf8(shared, body):
    answer = shared.request("POST", "/v1/orders", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "MALFORMED")
    assert "UTF-8" in answer.json()["detail"]


def test_rest_body_too_large(shared):
    before = shared.stored
    answer = shared.request("POST", "/v1/orders", b" " * 70_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")
    assert shared.stored == before


def test_rest_op_is_not_a_field(shared):
    answer = shared.request("POST", "/v1/orders", {"op": "new"} | ORDER)
    assert (answer.status_code, answer.json()["field"]) == (400, "op")


@pytest.mark.parametrize("depth", ["0", "-1", "10001", "x", "1.5", "٣", ""])
def test_rest_depth(shared, depth):
    answer = shared.request("GET", "/v1/instruments/CLF27/book", params={"depth": depth})
    assert (answer.status_code, answer.json()["field"]) == (400, "depth")


def test_rest_unknown_symbol(shared):
    answer = shared.request("GET", "/v1/instruments/NONE/book")
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_SYMBOL")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/v1/admin/kill", {"scope": "everyone", "on": True}, "scope"),
        ("/v1/admin/kill", {"scope": "all", "on": "yes"}, "on"),
        ("/v1/admin/kill", {"scope": "all", "code": "X", "on": True}, "code"),
        ("/v1/admin/kill", {"scope": "firm", "code": "GONE", "on": True}, "code"),
        ("/v1/admin/kill", {"scope": "account", "on": True}, "code"),
        ("/v1/admin/session", {"symbol": "GONE", "action": "halt"}, "symbol"),
        ("/v1/admin/session", {"symbol": "*", "action": "pause"}, "action"),
    ],
)
def test_rest_admin(shared, path, body, field):
    before = shared.stored
    answer = shared.request("POST", path, body, shared.signer.staff())
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert shared.stored == before


def test_minus_zero_is_zero(shared, socket):
    """-0.0 is a price like 0: the gate says what it thinks of it, and it comes back without the sign."""
    answer = socket.ask(op="new", **ORDER | {"cl_ord_id": "zero", "price": -0.0})
    assert answer["type"] == "execution"
    assert str(answer["price"]) in ("0", "0.0")


@pytest.mark.parametrize("name", ["🛢️", "e\u0301", "АСМЕ", "a b"])
def test_printable_names_of_any_script_come_back_as_they_were(shared, socket, name):
    answer = socket.ask(op="new", **ORDER | {"cl_ord_id": name})
    assert (answer["type"], answer["cl_ord_id"]) == ("execution", name)
