"""MessagePack instead of JSON: agreed on at the handshake, as strict as JSON."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

NAME = "brokersync.msgpack"


class Packed:
    """A session in MessagePack."""

    def __init__(self, sidecar, *offered: str) -> None:
        url = f"ws://127.0.0.1:{sidecar.ws_port}/v1/ws"
        self.socket = connect(url, subprotocols=offered or (NAME,), max_size=None)
        self.send({"op": "login", "token": sidecar.signer.token()})
        (self.session,) = self.receive()

    def send(self, message: Any) -> None:
        self.socket.send(msgspec.msgpack.encode(message))

    def receive(self) -> list[dict[str, Any]]:
        frame = self.socket.recv(30)
        assert isinstance(frame, bytes)
        return msgspec.msgpack.decode(frame)

    def __enter__(self) -> Packed:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()


@pytest.fixture
def packed(sidecar):
    with Packed(sidecar) as session:
        yield session


def test_it_is_agreed_on(packed):
    assert packed.socket.subprotocol == NAME
    assert packed.session["type"] == "login_ok"


def test_it_is_found_among_others(sidecar):
    with Packed(sidecar, "something.else", NAME) as session:
        assert session.socket.subprotocol == NAME


def test_json_stays_the_default(sidecar):
    with sidecar.login() as socket:
        assert socket.connection.subprotocol is None


def test_answers_are_those_of_json(sidecar, packed, trader):
    order = sidecar.order()
    packed.send({"op": "new", **order})
    (report,) = packed.receive()
    assert trader.ask(op="new", **order) == report
    assert report["price"] == 70.25


def test_many_messages_in_one_frame(sidecar, packed):
    packed.send([{"op": "ping", "id": number} for number in range(100)])
    found: list[dict[str, Any]] = []
    while len(found) < 100:
        found += packed.receive()
    assert [pong["id"] for pong in found] == list(range(100))


GOOD = {
    "op": "new",
    "cl_ord_id": "a",
    "account": "NORD-01",
    "symbol": "CLF27",
    "side": "buy",
    "order_qty": 5,
    "price": 70.25,
}
CHILD = {"cl_ord_id": "g", "symbol": "CLF27", "side": "buy", "order_qty": 1, "price": 60}
GROUP = {"op": "group", "list_id": "L", "account": "NORD-01", "contingency": "oco"}


@pytest.mark.parametrize(
    ("message", "code", "field"),
    [
        (GOOD | {"price": math.nan}, "FIELD_INVALID", "price"),
        (GOOD | {"price": math.inf}, "FIELD_INVALID", "price"),
        (GOOD | {"stop_px": math.nan, "ord_type": "stop"}, "FIELD_INVALID", "stop_px"),
        (GOOD | {"price": "70.25"}, "FIELD_INVALID", "price"),
        (GOOD | {"price": 70.255}, "PRICE_INCREMENT", "price"),
        (GOOD | {"order_qty": 5.5}, "FIELD_INVALID", "order_qty"),
        (GOOD | {"nonsense": 1}, "FIELD_INVALID", "nonsense"),
        (GOOD | {"account": "a\0"}, "FIELD_INVALID", "account"),
        ({"op": "enter"}, "FIELD_INVALID", "op"),
        (7, "MALFORMED", None),
        (
            GROUP | {"orders": [CHILD, CHILD | {"cl_ord_id": "h", "price": math.nan}]},
            "FIELD_INVALID",
            "price",
        ),
    ],
    ids=str,
)
def test_faults_are_named_as_in_json(sidecar, packed, message, code, field):
    before = sidecar.stored
    packed.send(message)
    (error,) = packed.receive()
    assert (error["type"], error["code"], error["field"]) == ("error", code, field)
    assert sidecar.stored == before


@pytest.mark.parametrize("payload", [b"", b"\xc1", b"\x81", b"\x91" * 5_000, b"\xa2\xc3\x28"])
def test_what_is_no_messagepack(packed, payload):
    packed.socket.send(payload)
    (error,) = packed.receive()
    assert error["code"] == "MALFORMED"


def test_text_frames_end_the_session(packed):
    packed.socket.send("[]")
    with pytest.raises(ConnectionClosed) as closed:
        packed.receive()
    assert closed.value.rcvd.code == 1003
