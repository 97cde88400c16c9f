"""Starting, killing and stopping a sidecar process in a folder."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from matching_sidecar.journal.local import LocalJournal
from matching_sidecar.model.commands import UpdateReference
from matching_sidecar.model.reference import ReferenceRow
from tools.lab.keys import Signer
from tools.settings import REPO

CONFIG = """\
[sidecar]
shard = "lab"
host = "127.0.0.1"
port = {port}
ws_port = {ws_port}
data_dir = "{data}"
durability = "{durability}"
token_public_key_file = "{key}"
log_file = "{log}"
client_rate = 0

[odoo]
enabled = false
"""


class LabSidecar:
    """Use as a context manager.

    ``rows`` are its reference data, written into the new journal.
        Args:
            folder: holds everything; a journal that is already there goes on.
    """

    def __init__(
        self, folder: Path, rows: Sequence[ReferenceRow], durability: str = "process"
    ) -> None:
        self.folder = folder
        self.data = folder / "journal"
        self.signer = Signer()
        self.port, self.ws_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.ws_url = f"ws://127.0.0.1:{self.ws_port}/v1/ws"
        self.process: subprocess.Popen[bytes] | None = None
        self.log = folder / "sidecar.log"
        folder.mkdir(parents=True, exist_ok=True)
        self.signer.write_public_key(folder / "token_key.pub.pem")
        (folder / "sidecar.toml").write_text(
            CONFIG.format(
                port=self.port,
                ws_port=self.ws_port,
                data=self.data,
                durability=durability,
                key=folder / "token_key.pub.pem",
                log=self.log,
            )
        )
        if not self.data.exists():
            journal = LocalJournal(self.data)
            journal.append([UpdateReference(1, list(rows))])
            journal.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process is not None:
            self.stop()

    def start(self, timeout: float = 30) -> None:
        """Start and wait until it is ready.

        Raises:
            RuntimeError: it ended or is not ready in time; with the end of its log.
        """
        self.spawn()
        self.wait_ready(timeout)

    def spawn(self) -> None:
        """Start without waiting."""
        command = [sys.executable, "-m", "matching_sidecar"]
        with (self.folder / "stderr.log").open("ab") as errors:
            self.process = subprocess.Popen(
                [*command, "--config", str(self.folder / "sidecar.toml")],
                cwd=REPO,
                env=os.environ | {"PYTHONPATH": str(REPO)},
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )

    def wait_ready(self, timeout: float = 30) -> None:
        """Wait for /ready; see ``start``."""
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            if self.process is not None and self.process.poll() is not None:
                raise RuntimeError(f"the sidecar ended: {self._said()}")
            try:
                self.get("/ready")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.02)
            else:
                return
        raise RuntimeError(f"the sidecar is not ready after {timeout} s: {self._said()}")

    def stop(self) -> int:
        """SIGTERM and wait; gives the exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """SIGKILL and wait."""
        return self._end(signal.SIGKILL)

    def get(self, path: str, token: str = "") -> Any:
        """GET and decode."""
        request = urllib.request.Request(self.url + path)  # noqa: S310 - our own loopback address
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)

    def metrics(self) -> dict[str, float]:
        """What /metrics says of everything that has no labels."""
        with urllib.request.urlopen(self.url + "/metrics", timeout=10) as answer:  # noqa: S310
            lines = answer.read().decode().splitlines()
        pairs = (line.split() for line in lines if not line.startswith("#") and "{" not in line)
        return {name: float(value) for name, value in pairs}

    def _end(self, number: signal.Signals) -> int:
        process, self.process = self.process, None
        if process is None:
            return 0
        process.send_signal(number)
        return process.wait(30)

    def _said(self) -> str:
        found = ""
        for path in (self.log, self.folder / "stderr.log"):
            if path.exists():
                found += path.read_text(errors="replace")[-2000:]
        return found


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
