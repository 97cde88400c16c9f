"""The WebSocket's door: slow handshakes, too many sessions, many at once (FAULTS 42, 43)."""

from __future__ import annotations

import resource
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.exceptions import InvalidStatus

from matching_sidecar import files
from matching_sidecar.gateway import websocket
from matching_sidecar.tests.running import Running


@pytest.mark.parametrize("part", [b"", b"GET /v1/ws HTTP/1.1\r\nHost: x\r\nUpgra"])
def test_slow_handshake_is_cut_off(tmp_path, monkeypatch, part):
    assert websocket.HANDSHAKE_SECONDS <= 10
    monkeypatch.setattr(websocket, "HANDSHAKE_SECONDS", 0.3)
    with (
        Running(tmp_path) as sidecar,
        socket.create_connection(("127.0.0.1", sidecar.ws_port), timeout=30) as slow,
    ):
        slow.sendall(part)
        assert slow.recv(1) == b""
        with sidecar.login():
            pass


def test_too_many_sessions(tmp_path):
    with (
        Running(tmp_path, max_sessions=2) as sidecar,
        sidecar.login() as first,
        sidecar.login() as second,
    ):
        with pytest.raises(InvalidStatus, match="503"), sidecar.connect():
            pass
        for one in (first, second):
            assert one.ask(op="ping", id=1)["type"] == "pong"


def test_everybody_comes_back_at_once(shared):
    """Hundreds of logins in one moment are all taken."""
    token = shared.signer.token()
    with ThreadPoolExecutor(32) as pool:
        sockets = list(pool.map(lambda _: shared.login(token, open_timeout=30), range(300)))
    try:
        assert shared.run(lambda: len(shared.app.hub.sessions)) >= 300
        assert all(one.ask(op="ping", id=1)["type"] == "pong" for one in sockets)
    finally:
        for one in sockets:
            one.connection.close()


def test_open_files_are_raised_to_what_the_system_allows():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
        assert files.allow_connections(10) == 10
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (hard, hard)
        assert files.allow_connections(hard * 2) == hard - files.SPARE
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
