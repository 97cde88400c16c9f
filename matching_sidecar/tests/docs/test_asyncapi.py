"""docs/asyncapi.yaml and a running server say the same: each message is sent, each answer validated."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest
from jsonschema import ValidationError

from matching_sidecar.tests.docs.documents import document, look_up, references, validate
from matching_sidecar.wire.decode import decode_frame
from matching_sidecar.wire.errors import EdgeError
from matching_sidecar.wire.messages import Message

NAME = "asyncapi.yaml"
STOP = {
    "symbol": "CLF27",
    "side": "sell",
    "order_qty": 3,
    "ord_type": "trailing_stop_limit",
    "stop_px": 60.0,
    "trigger": "best_bid",
    "trail_offset": 1.25,
    "trail_unit": "percent",
    "limit_offset": 0.05,
    "activation_px": 80.0,
    "time_in_force": "gtd",
    "expire_time": 4_000_000_000_000_000_000,
    "stp": "decrement",
}


def documented(action: str) -> set[str]:
    """Names of the messages of an action."""
    operations = document(NAME)["operations"].values()
    return {
        message["$ref"].rpartition("/")[2]
        for operation in operations
        if operation["action"] == action
        for message in operation["messages"]
    }


def check(message: dict[str, Any], name: str) -> None:
    validate(message, NAME, f"/components/messages/{name}/payload")


def talk(sidecar) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A conversation in which everything is said: what was sent, what came."""
    order = {"op": "new", "symbol": "CLF27", "side": "buy", "order_qty": 5, "price": 70.25}
    change = {"account": "NORD-01", "symbol": "CLF27", "order_qty": 6, "price": 70.25}
    sent: list[dict[str, Any]] = [
        {"op": "login", "token": sidecar.signer.token()},
        {"op": "subscribe", "channel": "orders", "since": 0},
        *(
            {"op": "subscribe", "channel": channel, "symbols": ["CLF27"]}
            for channel in ("book", "l3", "quotes", "statistics", "phases", "trades", "bars")
        ),
        order | {"cl_ord_id": "a", "account": "NORD-01"},
        order | {"cl_ord_id": "b", "account": "NORD-02", "side": "sell", "order_qty": 2},
        {
            "op": "new",
            "cl_ord_id": "m",
            "account": "NORD-01",
            "symbol": "CLF27",
            "side": "buy",
            "order_qty": 1,
            "ord_type": "market",
            "price": None,
            "time_in_force": "fok",
        },
        {"op": "replace", "cl_ord_id": "c", "orig_cl_ord_id": "a", **change},
        {"op": "cancel", "cl_ord_id": "d", "orig_cl_ord_id": "c", "account": "NORD-01"},
        {"op": "cancel", "cl_ord_id": "e", "orig_cl_ord_id": "c", "account": "NORD-01"},
        {"op": "replace", "cl_ord_id": "f", "orig_cl_ord_id": "z", **change},
        order | {"cl_ord_id": "g", "account": "ALPS-01"},
        {
            "op": "group",
            "list_id": "L1",
            "account": "NORD-01",
            "contingency": "oco",
            "orders": [
                {
                    "cl_ord_id": "g1",
                    "symbol": "CLF27",
                    "side": "sell",
                    "order_qty": 3,
                    "price": 75.0,
                },
                STOP | {"cl_ord_id": "g2"},
            ],
        },
        {"op": "new", "cl_ord_id": "s", "account": "NORD-01", **STOP},
        {"op": "mass_cancel", "cl_ord_id": "k", "account": "NORD-01", "side": "sell"},
        {"op": "unsubscribe", "channel": "trades", "symbols": ["CLF27"]},
        {"op": "unsubscribe", "channel": "orders"},
        {"op": "ping", "id": "p"},
        {"op": "ping", "id": 7},
    ]
    came: list[dict[str, Any]] = []
    with sidecar.connect() as socket:
        for message in sent:
            if message["op"] == "unsubscribe" and message["channel"] == "trades":
                change_trade(sidecar)
            socket.send(message)
            if message["op"] != "login":
                came += socket.sync()
    return sent, came


def change_trade(sidecar) -> None:
    """The house corrects a trade, then cancels it."""
    staff, trade = sidecar.signer.staff(), {"trade_id": 1}
    for path, body in (("correct", trade | {"price": 70.5}), ("bust", trade)):
        answer = sidecar.request("POST", f"/v1/admin/{path}", body, staff)
        assert answer.status_code == 200, answer.text


def test_every_message_is_as_documented(sidecar):
    sent, came = talk(sidecar)
    for message in sent:
        check(message, message["op"])
    for message in came:
        check(message, message["type"])
    assert {message["op"] for message in sent} == documented("receive")
    assert {message["type"] for message in came} == documented("send")


def test_references_lead_somewhere():
    for reference in references(document(NAME)):
        assert look_up(NAME, {"$ref": reference}), reference


def test_channel_names_every_message():
    (channel,) = document(NAME)["channels"].values()
    assert channel["address"] == "/v1/ws"
    assert set(channel["messages"]) == documented("receive") | documented("send")
    assert set(document(NAME)["components"]["messages"]) == set(channel["messages"])


@pytest.mark.parametrize("kind", get_args(Message), ids=lambda kind: kind.__name__)
def test_fields_are_those_the_decoder_takes(kind):
    operation = kind.__struct_config__.tag
    payload = document(NAME)["components"]["messages"][operation]["payload"]
    schema = look_up(NAME, payload)
    fields = msgspec.structs.fields(kind)
    assert set(schema["properties"]) == {"op"} | {field.encode_name for field in fields}
    assert set(schema["required"]) == {"op"} | {f.encode_name for f in fields if f.required}


@pytest.mark.parametrize(
    "change",
    [
        {"order_qty": 0},
        {"order_qty": 10**9 + 1},
        {"order_qty": "5"},
        {"price": 2e12},
        {"price": "1"},
        {"side": "hold"},
        {"cl_ord_id": ""},
        {"cl_ord_id": "x" * 37},
        {"stop_price": 1},
        {"stop_px": "1"},
        {"expire_date": "soon"},
        {"trail_offset": 0},
        {"op": "enter"},
    ],
)
def test_schema_refuses_what_the_decoder_refuses(change):
    good = {
        "op": "new",
        "cl_ord_id": "a",
        "account": "b",
        "symbol": "c",
        "side": "buy",
        "order_qty": 1,
        "price": 1.5,
    }
    check(good, "new")
    decode_frame(msgspec.json.encode(good))
    bad = good | change
    with pytest.raises(ValidationError):
        check(bad, "new")
    with pytest.raises(EdgeError):
        decode_frame(msgspec.json.encode(bad))
