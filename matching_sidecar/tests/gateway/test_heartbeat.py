"""Clients that have gone without a word are found."""

from __future__ import annotations

import asyncio
import json

import pytest
from websockets.exceptions import ConnectionClosed

from matching_sidecar.gateway import heartbeat
from matching_sidecar.gateway.heartbeat import Heartbeat
from matching_sidecar.tests.gateway.test_frames import RawSocket

PING, PONG = 0x9, 0xA


class Line:
    def __init__(self) -> None:
        self.checks = 0

    def check(self) -> None:
        self.checks += 1


@pytest.mark.parametrize("number", [1, 7, 450])
def test_every_line_is_checked_once_in_a_period(monkeypatch, number):
    monkeypatch.setattr(heartbeat, "PERIOD_SECONDS", 0.0)

    async def main() -> list[int]:
        beat = Heartbeat()
        lines = [Line() for _ in range(number)]
        beat.lines.update(lines)
        for _ in range(3 * heartbeat.STEPS):
            beat._step()
        beat.stop()
        return [line.checks for line in lines]

    assert asyncio.run(main()) == [3] * number


def test_silent_client_is_asked_then_closed(shared):
    bob = shared.signer.token(sub="bob@nord.example")
    with RawSocket(shared.ws_port) as raw, shared.login() as other:
        raw.send(json.dumps({"op": "login", "token": bob}).encode())
        assert b"login_ok" in raw.receive()[1]
        (session,) = (s for s in shared.app.hub.sessions if s.sub == "bob@nord.example")
        check = session._line.check
        shared.run(check)
        shared.run(check)
        assert raw.receive()[0] == PING
        raw.send(b"", PONG)
        raw.send(b'{"op": "ping", "id": 1}')
        assert b"pong" in raw.receive()[1]
        shared.run(check)
        shared.run(check)
        assert raw.receive()[0] == PING
        shared.run(check)
        assert raw.close_code() == 1001
        assert other.ask(op="ping", id=1)["type"] == "pong"


def test_client_that_answers_stays(shared):
    with shared.login() as socket:
        for _ in range(6):
            for session in list(shared.app.hub.sessions):
                shared.run(session._line.check)
            assert socket.ask(op="ping", id=1)["type"] == "pong"
        with pytest.raises(TimeoutError):
            socket.receive(0.1)


def test_pongs_count_as_an_answer(shared):
    """A browser that only listens answers pings by itself."""
    with shared.login() as socket:
        (session,) = shared.app.hub.sessions
        for _ in range(6):
            shared.run(session._line.check)
            with pytest.raises(TimeoutError):
                socket.receive(0.1)
        try:
            assert socket.ask(op="ping", id=1)["type"] == "pong"
        except ConnectionClosed as closed:
            raise AssertionError("it was closed though it answered") from closed
