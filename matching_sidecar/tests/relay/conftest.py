"""Two sidecars on a real NATS server and a relay in front of them, each in a thread."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from pathlib import Path

import httpx
import pytest
import uvloop

from matching_sidecar.config import NatsConfig
from matching_sidecar.relay.app import Relay
from matching_sidecar.relay.config import RelayConfig, RelaySettings
from matching_sidecar.tests.running import Running, Signer, Socket, connect
from tools.lab.nats import LabNats
from tools.lab.waiting import wait_until

START_SECONDS = 60


class RunningRelay:
    """``with RunningRelay(nats) as relay``: serving until the end of the block."""

    def __init__(self, nats: NatsConfig, patience: float) -> None:
        self._config = RelayConfig(RelaySettings(port=0, ws_port=0, patience=patience), nats)
        self._up = threading.Event()
        self._thread = threading.Thread(target=lambda: uvloop.run(self._main()))

    def __enter__(self) -> RunningRelay:
        self._thread.start()
        assert self._up.wait(START_SECONDS), "the relay did not start"
        port, self.ws_port = self.app.ports
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()
        self.stop()
        self._thread.join(START_SECONDS)
        assert not self._thread.is_alive(), "the relay did not stop"

    def stop(self) -> None:
        """Ask it to stop; harmless the second time."""
        with contextlib.suppress(RuntimeError):  # its loop is closed
            self._loop.call_soon_threadsafe(self.app.stopping.set)

    def connect(self) -> Socket:
        """A WebSocket that has not logged in."""
        return Socket(connect(f"ws://127.0.0.1:{self.ws_port}/v1/ws", max_size=None))

    def login(self, token: str) -> Socket:
        """A WebSocket that has."""
        socket = self.connect()
        socket.send({"op": "login", "token": token})
        socket.expect("login_ok")
        return socket

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.app = await Relay.join(self._config)
        try:
            await self.app.start()
            self._up.set()
            await self.app.stopping.wait()
        finally:
            await self.app.stop()


class Pair:
    """Two nodes, of which one leads."""

    def __init__(self, folder: Path, nats: NatsConfig) -> None:
        self.signer = Signer()
        self._nodes = []
        for name in ("a", "b"):
            (folder / name).mkdir()
            servers = NatsConfig(nats.servers, replicas=1, node=name)
            self._nodes.append(
                Running(folder / name, nats=servers, journal="nats", signer=self.signer)
            )

    def __enter__(self) -> Pair:
        self._left = []
        for node in self._nodes:
            node.__enter__()
        wait_until(lambda: any(node.app.shard.health.ready for node in self._nodes))
        return self

    def __exit__(self, *_: object) -> None:
        for node in self._nodes:
            if node not in self._left:
                node.__exit__()

    @property
    def leader(self) -> Running:
        """Who leads now; waits for one that has the reference data."""
        wait_until(lambda: any(_serves(node) for node in self._nodes))
        return next(node for node in self._nodes if _serves(node))

    @property
    def standby(self) -> Running:
        """The other one."""
        return next(node for node in self._nodes if node is not self.leader)

    def leave(self) -> None:
        """Stop the leader."""
        leader = self.leader
        self._left.append(leader)
        leader.__exit__()


def _serves(node: Running) -> bool:
    return node.app.shard.leads and bool(node.app.shard.engine.instruments)


@pytest.fixture
def nats(tmp_path):
    with LabNats(tmp_path / "nats", nodes=1) as running:
        yield NatsConfig(running.servers, replicas=1)


@pytest.fixture
def pair(tmp_path, nats):
    with Pair(tmp_path, nats) as running:
        yield running


@pytest.fixture
def relay(pair, nats):
    with RunningRelay(nats, patience=10) as running:
        wait_until(lambda: running.http.get("/ready").status_code == 200)
        yield running


@pytest.fixture
def impatient(nats):
    """A relay without a leader, which does not wait for one long."""
    with RunningRelay(nats, patience=0.5) as running:
        yield running
