"""The WebSocket itself: limits, fragments, origins (FAULTS 41, 64)."""

from __future__ import annotations

import json
import os
import socket as sockets
import struct

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from matching_sidecar.tests.running import Running

TEXT, CONTINUATION, BINARY = 0x1, 0x0, 0x2


class RawSocket:
    """Frames as a hostile client writes them."""

    def __init__(self, port: int) -> None:
        self.socket = sockets.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.sendall(
            b"GET /v1/ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
        self.file = self.socket.makefile("rb")
        assert b"101" in self.file.readline()
        while self.file.readline() != b"\r\n":
            pass

    def __enter__(self) -> RawSocket:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.socket.close()

    def send(self, payload: bytes, kind: int = TEXT, *, fin=True, masked=True, length=None) -> None:
        size = len(payload) if length is None else length
        head = bytes([(0x80 if fin else 0) | kind])
        flag = 0x80 if masked else 0
        if size < 126:
            head += bytes([flag | size])
        elif size < 65536:
            head += bytes([flag | 126]) + struct.pack("!H", size)
        else:
            head += bytes([flag | 127]) + struct.pack("!Q", size)
        mask = os.urandom(4) if masked else b""
        body = bytes(b ^ mask[i % 4] for i, b in enumerate(payload)) if masked else payload
        self.socket.sendall(head + mask + body)

    def receive(self) -> tuple[int, bytes]:
        first, second = self.file.read(2)
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack("!H", self.file.read(2))
        return first & 0xF, self.file.read(size)

    def close_code(self) -> int:
        """Read on until the server says goodbye."""
        while True:
            kind, payload = self.receive()
            if kind == 0x8:
                return int.from_bytes(payload[:2], "big")


@pytest.fixture
def raw(shared):
    with RawSocket(shared.ws_port) as found:
        yield found


def login(shared, raw) -> None:
    raw.send(json.dumps({"op": "login", "token": shared.signer.token()}).encode())
    assert b"login_ok" in raw.receive()[1]


def test_frame_of_10_megabytes(shared, raw):
    login(shared, raw)
    with pytest.raises(OSError, match=r".*"):  # noqa: PT012 - it is cut off somewhere on the way
        raw.send(b"", length=10 << 20)
        assert raw.close_code() == 1009
        for _ in range(160):
            raw.socket.sendall(b"x" * (64 << 10))
        raise ConnectionResetError
    assert shared.request("GET", "/live", token="").status_code == 200


def test_frame_just_too_large(shared, raw):
    login(shared, raw)
    raw.send(b" " * 65_537)
    assert raw.close_code() == 1009


def test_frame_of_the_largest_size(shared, raw):
    login(shared, raw)
    raw.send(b'{"op": "ping", "id": 7}'.ljust(65_536))
    assert raw.receive() == (TEXT, b'[{"type":"pong","id":7}]')


def test_unmasked_frame(raw):
    raw.send(b"{}", masked=False)
    assert raw.close_code() == 1002


def test_broken_utf8(shared, raw):
    login(shared, raw)
    before = shared.stored
    raw.send(json.dumps({"op": "new"} | shared.order()).encode().replace(b"buy", b"b\xffy"))
    assert raw.close_code() == 1007
    assert shared.stored == before


def test_binary_frame(shared, raw):
    login(shared, raw)
    raw.send(b"{}", BINARY)
    assert raw.close_code() == 1003


def test_fragments_make_a_message(shared, raw):
    login(shared, raw)
    raw.send(b'{"op": "pi', fin=False)
    raw.send(b"still here", 0x9)
    assert raw.receive() == (0xA, b"still here")
    raw.send(b'ng", "i', CONTINUATION, fin=False)
    raw.send(b'd": 7}', CONTINUATION)
    assert raw.receive() == (TEXT, b'[{"type":"pong","id":7}]')


def test_fragments_have_the_limit_of_a_frame(shared, raw):
    login(shared, raw)
    raw.send(b" " * 40_000, fin=False)
    raw.send(b" " * 40_000, CONTINUATION, fin=False)
    assert raw.close_code() == 1009


@pytest.mark.parametrize("first", ["continuation", "two beginnings"])
def test_fragments_out_of_order(shared, raw, first):
    login(shared, raw)
    if first == "two beginnings":
        raw.send(b"[", fin=False)
        raw.send(b"[", TEXT)
    else:
        raw.send(b"]", CONTINUATION)
    assert raw.close_code() == 1002


def test_nothing_is_taken_after_the_goodbye(shared, raw):
    login(shared, raw)
    before = shared.stored
    raw.send(b"{}", BINARY)
    raw.send(json.dumps({"op": "new"} | shared.order()).encode())
    assert raw.close_code() == 1003
    raw.send(b"\x03\xe8", 0x8)
    assert raw.file.read() == b""
    assert shared.stored == before


def test_client_says_goodbye(shared, raw):
    login(shared, raw)
    raw.send(b"\x03\xe8bye", 0x8)
    assert raw.close_code() == 1000
    assert raw.file.read() == b""


def test_other_path(shared):
    with (
        pytest.raises(InvalidStatus, match="404"),
        shared.connect_to("/v1/other"),
    ):
        pass


def test_origins(tmp_path):
    allowed = "https://desk.example"
    with Running(tmp_path, allowed_origins=[allowed]) as sidecar:
        for origin in (allowed, None):
            with sidecar.login(origin=origin):
                pass
        with (
            pytest.raises(InvalidStatus, match="403"),
            sidecar.connect(origin="https://evil.example"),
        ):
            pass


def test_every_origin_without_a_list(shared):
    with shared.login(origin="https://anything.example"):
        pass


def test_sidecar_says_goodbye_when_it_stops(tmp_path):
    with Running(tmp_path) as sidecar:
        socket = sidecar.login()
    with socket, pytest.raises(ConnectionClosed) as closed:
        socket.receive()
    assert closed.value.rcvd.code == 1001
