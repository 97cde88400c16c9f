"""HTTP as careless, slow and hostile clients speak it (FAULTS 42, 54)."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from matching_sidecar.gateway.http import limits
from matching_sidecar.tests.running import Running

LIVE = b"GET /live HTTP/1.1\r\nHost: x\r\n"


class Answer:
    """An answer as it came."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Raw:
    """A connection on which bytes are sent as they are."""

    def __init__(self, sidecar: Running) -> None:
        self.socket = socket.create_connection(("127.0.0.1", sidecar.app.ports[0]), timeout=30)
        self.file = self.socket.makefile("rb")

    def __enter__(self) -> Raw:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.socket.close()

    def send(self, content: bytes) -> None:
        self.socket.sendall(content)

    def receive(self, *, head: bool = False) -> Answer:
        """The next answer; ``head``: it has no body, whatever its length says."""
        line = self.file.readline()
        found = re.fullmatch(rb"HTTP/1\.1 (\d{3}) [\w -]*\r\n", line)
        assert found, line
        headers: dict[str, str] = {}
        while (line := self.file.readline()) != b"\r\n":
            name, _, value = line.decode().strip().partition(": ")
            headers[name] = value
        body = b"" if head else self.file.read(int(headers.get("content-length", 0)))
        return Answer(int(found[1]), headers, body)

    def ask(self, content: bytes) -> Answer:
        self.send(content)
        return self.receive()

    @property
    def ended(self) -> bool:
        """Whether the server has closed."""
        return self.file.read(1) == b""


@pytest.fixture
def raw(shared) -> Iterator[Raw]:
    with Raw(shared) as found:
        yield found


def order(sidecar: Running, **changed: Any) -> tuple[bytes, bytes]:
    """Head without the body's length, and body, of an order."""
    body = json.dumps(sidecar.order(**changed)).encode()
    token = sidecar.signer.token()
    head = f"POST /v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
    return head.encode(), body


def test_connection_is_kept(raw):
    for _ in range(3):
        answer = raw.ask(LIVE + b"\r\n")
        assert (answer.status, answer.json) == (200, {"live": True})
        assert "connection" not in answer.headers
        assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", answer.headers["date"])


@pytest.mark.parametrize(
    "request_", [LIVE + b"Connection: close\r\n\r\n", b"GET /live HTTP/1.0\r\n\r\n"]
)
def test_connection_is_closed_when_asked(raw, request_):
    answer = raw.ask(request_)
    assert (answer.status, answer.headers["connection"]) == (200, "close")
    assert raw.ended


def test_requests_sent_ahead_are_answered_in_order(shared, raw):
    head, body = order(shared)
    post = head + b"X-Request-Id: post\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    gets = [LIVE + b"X-Request-Id: get-%d\r\n\r\n" % number for number in range(100)]
    raw.send(b"".join([gets[0], post, *gets[1:]]))
    answers = [raw.receive() for _ in range(101)]
    assert [answer.headers["x-request-id"] for answer in answers] == [
        "get-0",
        "post",
        *(f"get-{number}" for number in range(1, 100)),
    ]
    assert answers[1].status == 201


def test_client_that_sends_no_more_gets_its_answer(shared, raw):
    head, body = order(shared)
    raw.send(head + b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    raw.socket.shutdown(socket.SHUT_WR)
    assert raw.receive().status == 201
    assert raw.ended


def test_client_that_leaves_has_its_order(sidecar):
    head, body = order(sidecar, cl_ord_id="left")
    with Raw(sidecar) as raw:
        raw.send(head + b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        raw.socket.shutdown(socket.SHUT_WR)
        raw.receive()
    with Raw(sidecar) as raw:
        raw.send(head + b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    assert sidecar.request("GET", "/v1/orders/NORD-01/left").status_code == 200


def test_body_in_chunks_and_pieces(shared, raw):
    head, body = order(shared)
    message = head + b"Transfer-Encoding: chunked\r\n\r\n"
    for start in range(0, len(body), 50):
        piece = body[start : start + 50]
        message += b"%x\r\n%b\r\n" % (len(piece), piece)
    message += b"0\r\n\r\n"
    for start in range(0, len(message), 7):
        raw.send(message[start : start + 7])
    assert raw.receive().status == 201


def test_client_that_waits_to_be_asked_for_its_body(shared, raw):
    head, body = order(shared)
    raw.send(head + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body))
    assert raw.receive().status == 100
    assert raw.ask(body).status == 201


def test_body_that_is_too_large_is_not_asked_for(shared, raw):
    head, _ = order(shared)
    answer = raw.ask(head + b"Expect: 100-continue\r\nContent-Length: 70000\r\n\r\n")
    assert (answer.status, answer.json["code"]) == (413, "TOO_LARGE")
    assert answer.headers["connection"] == "close"


def test_body_in_chunks_has_the_same_limit(shared, raw):
    before = shared.stored
    head, _ = order(shared)
    chunk = b"1000\r\n" + b" " * 0x1000 + b"\r\n"
    raw.send(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 40)
    answer = raw.receive()
    assert (answer.status, answer.json["code"]) == (413, "TOO_LARGE")
    raw.send(chunk)
    assert shared.stored == before


def test_refusal_comes_after_the_answers_before_it(raw):
    raw.send(LIVE + b"\r\n" + b"nonsense\r\n\r\n")
    assert raw.receive().status == 200
    refused = raw.receive()
    assert (refused.status, refused.json["code"]) == (400, "MALFORMED")
    assert refused.headers["content-type"] == "application/problem+json"
    raw.socket.shutdown(socket.SHUT_WR)
    assert raw.ended


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /live HTTP/1.1\r\n\r\n",
        b"GET /live HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET  HTTP/1.1\r\nHost: x\r\n\r\n",
        b"NONE /live HTTP/1.1\r\nHost: x\r\n\r\n",
        LIVE + b"Content-Length: -1\r\n\r\n",
        LIVE + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
        LIVE + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        LIVE + b"A\x00b: c\r\n\r\n",
        LIVE + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
    ],
    ids=lambda request_: ascii(request_)[:50],
)
def test_what_is_no_request(raw, request_):
    answer = raw.ask(request_)
    assert (answer.status, answer.json["code"]) == (400, "MALFORMED")


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /" + b"x" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        LIVE + b"".join(b"X-%d: %d\r\n" % (n, n) for n in range(5_000)) + b"\r\n",
        LIVE + b"X: " + b"y" * 40_000 + b"\r\n\r\n",
        LIVE + b"X: " + b"y" * 400_000,
    ],
    ids=["path", "many headers", "long header", "header without end"],
)
def test_head_too_large(raw, request_):
    answer = raw.ask(request_)
    assert (answer.status, answer.json["code"]) == (431, "TOO_LARGE")


def test_head_of_a_get_has_no_body(raw):
    raw.send(LIVE.replace(b"GET", b"HEAD") + b"\r\n")
    answer = raw.receive(head=True)
    assert (answer.status, answer.headers["content-length"]) == (200, "13")
    assert raw.ask(LIVE + b"\r\n").json == {"live": True}


def test_upgrade_is_not_taken_up(raw):
    answer = raw.ask(LIVE + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    assert (answer.status, answer.headers["connection"]) == (200, "close")
    assert raw.ended


def test_absolute_target(raw):
    assert raw.ask(b"GET http://x:1/live?a=b HTTP/1.1\r\nHost: x\r\n\r\n").status == 200


@pytest.mark.parametrize(
    ("part", "status"), [(b"", 0), (b"GET /li", 408), (LIVE + b"Content-Length: 5\r\n\r\nab", 408)]
)
def test_request_that_dribbles_in_is_cut_off(shared, monkeypatch, part, status):
    monkeypatch.setattr(limits, "REQUEST_SECONDS", 0.2)
    with Raw(shared) as raw:
        raw.send(part)
        if status:
            answer = raw.receive()
            assert (answer.status, answer.json["code"]) == (408, "TIMEOUT")
            raw.socket.shutdown(socket.SHUT_WR)
        else:
            assert raw.ended


def test_idle_connection_is_closed(shared, monkeypatch):
    monkeypatch.setattr(limits, "IDLE_SECONDS", 0.2)
    with Raw(shared) as raw:
        assert raw.ask(LIVE + b"\r\n").status == 200
        assert raw.ended


def test_client_that_takes_no_answers_is_not_read(shared, monkeypatch):
    """What waits for it stays bounded, and it is closed in the end."""
    monkeypatch.setattr(limits, "SEND_SECONDS", 3.0)
    requests = (LIVE + b"\r\n") * 1_000
    with Raw(shared) as raw:
        raw.socket.settimeout(0.1)
        rest, stuck, deadline = requests, None, time.monotonic() + 60
        while stuck is None:
            assert time.monotonic() < deadline
            with suppress(TimeoutError):  # the sidecar may be slow, and not stuck yet
                rest = rest[raw.socket.send(rest) :] or requests
            stuck = next((c for c in shared.app._rest.connections if not c._writable), None)
        assert stuck._transport.get_write_buffer_size() < 1 << 20
        with pytest.raises((TimeoutError, ConnectionError)):  # it is not read, then closed
            raw.send(requests * 2_000)
        deadline = time.monotonic() + 60
        while stuck in shared.app._rest.connections:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    assert shared.request("GET", "/live", token="").status_code == 200


def test_too_many_connections(shared, monkeypatch):
    with Raw(shared) as first:
        assert first.ask(LIVE + b"\r\n").status == 200
        monkeypatch.setattr(limits, "MAX_CONNECTIONS", len(shared.app._rest.connections))
        with Raw(shared) as second:
            refused = second.receive()
            assert (refused.status, refused.json["code"]) == (503, "OVERLOADED")
            assert refused.headers["retry-after"] == "1"
            second.socket.shutdown(socket.SHUT_WR)
            assert second.ended
        assert first.ask(LIVE + b"\r\n").status == 200


def test_what_is_in_hand_is_answered_at_the_end(tmp_path):
    with Running(tmp_path) as sidecar:
        head, body = order(sidecar)
        raw, idle = Raw(sidecar), Raw(sidecar)
        assert idle.ask(LIVE + b"\r\n").status == 200
        raw.send(head + b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    with raw, idle:
        assert raw.receive().status in (201, 503)
        assert raw.ended
        assert idle.ended
