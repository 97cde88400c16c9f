"""WebSockets held by processes of their own: the same sessions, more of them."""

from __future__ import annotations

import json
import os
import signal
import struct
import time
from array import array
from collections.abc import Iterator
from contextlib import ExitStack

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus

from matching_sidecar.gateway.doors import codec
from matching_sidecar.tests.gateway.test_frames import BINARY, RawSocket
from matching_sidecar.tests.running import Running, Socket
from matching_sidecar.wire.packed import SUBPROTOCOL


@pytest.fixture(scope="module")
def doors(tmp_path_factory) -> Iterator[Running]:
    with Running(tmp_path_factory.mktemp("doors"), doors=2) as running:
        yield running


def pids(sidecar: Running) -> list[int]:
    return sidecar.app._entrance._keeper.pids


def reconnect(sidecar: Running) -> Socket:
    """Log in as soon as a door is open again."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return sidecar.login()
        except (OSError, EOFError, ConnectionClosed):
            assert time.monotonic() < deadline
            time.sleep(0.05)


notes = st.lists(
    st.tuples(
        st.integers(1, 11), st.lists(st.integers(0, 2**32 - 1), max_size=5), st.binary(max_size=50)
    ),
    max_size=10,
)


@given(notes, st.integers(1, 40))
def test_notes_arrive_whole_however_they_are_cut(said, piece):
    content = b"".join(codec.encode(*note) for note in said)
    decoder, heard = codec.Decoder(), []
    for start in range(0, len(content), piece):
        for kind, clients, payload in decoder.feed(content[start : start + piece]):
            heard.append((kind, list(clients), payload))
    assert heard == said


def test_a_note_to_many_holds_its_content_once():
    note = codec.encode(codec.SEND, range(1_000), b"x" * 1_000)
    assert len(note) == struct.calcsize("<BII") + 1_000 * array("I").itemsize + 1_000


def test_orders_and_books_through_doors(doors):
    with ExitStack() as stack:
        sockets = [stack.enter_context(doors.login()) for _ in range(8)]
        for socket in sockets:
            first = socket.ask(op="subscribe", channel="book", symbols=["CLF27"])
            assert first["type"] == "book"
        sockets[0].send({"op": "new", **doors.order(cl_ord_id="through")})
        answers = [socket.receive() for socket in sockets]
        kinds = {answer["type"] for answer in answers[1:]}
        assert kinds == {"book_delta"}
        assert {answers[0]["type"], sockets[0].receive()["type"]} == {"execution", "book_delta"}
    assert doors.request("GET", "/v1/orders/NORD-01/through").status_code == 200


def test_a_thousand_orders_in_one_frame(doors):
    with doors.login() as socket:
        orders = [
            {"op": "cancel", "cl_ord_id": f"c{n}", "orig_cl_ord_id": "x", "account": "NORD-01"}
            for n in range(700)
        ]
        socket.send(json.dumps(orders, separators=(",", ":")))
        assert [socket.receive()["cl_ord_id"] for _ in orders] == [f"c{n}" for n in range(700)]


def test_sessions_are_those_of_the_sidecar(doors):
    bob = doors.signer.token(sub="bob@nord.example")
    with doors.login(bob) as socket:
        assert "bob@nord.example" in {session.sub for session in doors.app.hub.sessions}
        body = {"scope": "sub", "code": "bob@nord.example"}
        doors.request("POST", "/v1/admin/revoke", body, doors.signer.staff())
        with pytest.raises(ConnectionClosed) as closed:
            socket.receive()
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4001, "the token was revoked")
    deadline = time.monotonic() + 60
    while "bob@nord.example" in {session.sub for session in list(doors.app.hub.sessions)}:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_limits_of_frames_hold_in_a_door(doors):
    with RawSocket(doors.ws_port) as raw:
        raw.send(b"{}", BINARY)
        assert raw.close_code() == 1003
    with doors.login() as socket:
        socket.send('"nonsense"')
        assert socket.receive()["code"] == "MALFORMED"
        assert socket.ask(op="ping", id=1)["type"] == "pong"


def test_slow_client_behind_a_door_is_conflated_and_cut_off(doors):
    staff = doors.signer.staff(sub="slow@house.example")
    with RawSocket(doors.ws_port) as raw, doors.login() as trader:
        raw.send(json.dumps({"op": "login", "token": staff}).encode())
        assert b"login_ok" in raw.receive()[1]
        raw.send(b'{"op": "subscribe", "channel": "orders"}')
        raw.send(b'{"op": "subscribe", "channel": "book", "symbols": ["NGF27"]}')
        (session,) = (s for s in doors.app.hub.sessions if s.sub == "slow@house.example")
        deadline, number, was_slow = time.monotonic() + 60, 0, False
        while session in doors.app.hub.sessions:
            assert time.monotonic() < deadline
            orders = [
                {
                    "op": "cancel",
                    "cl_ord_id": f"s{number}-{n}",
                    "orig_cl_ord_id": "x" * 36,
                    "account": "NORD-02",
                }
                for n in range(500)
            ]
            trader.send(json.dumps(orders, separators=(",", ":")))
            for _ in orders:
                trader.receive(60)
            was_slow |= session.slow
            number += 1
        assert was_slow


def test_a_door_that_dies_is_opened_again(doors):
    before = pids(doors)
    with doors.login() as first, doors.login() as second:
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        for socket in (first, second):
            with pytest.raises(ConnectionClosed):
                socket.receive()
    with reconnect(doors) as socket:
        assert socket.ask(op="ping", id=1)["type"] == "pong"
    deadline = time.monotonic() + 60
    while len(set(pids(doors)) - set(before)) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_goodbye_through_doors_and_no_process_is_left(tmp_path):
    with Running(tmp_path, doors=2) as sidecar:
        children = pids(sidecar)
        sockets = [sidecar.login() for _ in range(4)]
    for socket in sockets:
        with socket, pytest.raises(ConnectionClosed) as closed:
            socket.receive()
        assert closed.value.rcvd.code == 1001
    for pid in children:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_messagepack_through_a_door(doors):
    with doors.connect(subprotocols=[SUBPROTOCOL]) as socket:
        assert socket.connection.subprotocol == SUBPROTOCOL
        login = {"op": "login", "token": doors.signer.token()}
        socket.connection.send(msgspec.msgpack.encode(login))
        (answer,) = msgspec.msgpack.decode(socket.connection.recv(30))
        assert answer["type"] == "login_ok"


def test_doors_write_the_sidecar_s_log_and_know_its_origins(tmp_path):
    log = tmp_path / "sidecar.log"
    allowed = "https://desk.example"
    with Running(tmp_path, doors=1, log_file=str(log), allowed_origins=[allowed]) as sidecar:
        with sidecar.login(origin=allowed):
            pass
        with (
            pytest.raises(InvalidStatus, match="403"),
            sidecar.connect(origin="https://evil.example"),
        ):
            pass
        with RawSocket(sidecar.ws_port) as raw:
            raw.send(b"{}", BINARY)
            assert raw.close_code() == 1003
        deadline = time.monotonic() + 60
        while not (log.exists() and "closing a connection" in log.read_text()):
            assert time.monotonic() < deadline
            time.sleep(0.02)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["close_code"] for line in lines if line["event"] == "closing a connection"] == [
        1003
    ]
