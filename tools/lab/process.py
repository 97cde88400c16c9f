"""A program of ours as a process of its own, in a folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tools.lab.ports import free_port
from tools.settings import REPO


class LabProcess:
    """``python -m MODULE --config FILE``, with REST on ``port`` and a WebSocket on ``ws_port``.

    Use as a context manager, or ``kill`` it.
    """

    module = "matching_sidecar"
    paths = ("/ready", "/live")
    """What answers 200 when it is ready, and once it has started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.ws_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.ws_url = f"ws://127.0.0.1:{self.ws_port}/v1/ws"
        self.process: subprocess.Popen[bytes] | None = None
        self.log = folder / "log"
        self.config = folder / "config.toml"
        folder.mkdir(parents=True, exist_ok=True)

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

    def start(self, timeout: float = 60) -> None:
        """Start and wait until it is ready.

        Raises:
            RuntimeError: it ended or is not ready in time; with the end of its log.
        """
        self.spawn()
        self.wait_ready(timeout)

    def spawn(self) -> None:
        """Start without waiting."""
        with (self.folder / "stderr.log").open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module, "--config", str(self.config)],
                cwd=REPO,
                env=os.environ | {"PYTHONPATH": str(REPO)},
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )

    def wait_ready(self, timeout: float = 60) -> None:
        """Wait for /ready; see ``start``."""
        self._wait(self.paths[0], timeout)

    def wait_live(self, timeout: float = 60) -> None:
        """Wait for /live; see ``start``."""
        self._wait(self.paths[1], timeout)

    def stop(self) -> int:
        """SIGTERM and wait; gives the exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """SIGKILL and wait."""
        return self._end(signal.SIGKILL)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal: SIGSTOP, SIGCONT."""
        if self.process is not None:
            self.process.send_signal(number)

    def get(self, path: str, token: str = "", timeout: float = 10) -> Any:
        """GET and decode.

        Raises:
            HTTPError: the answer's status is not below 400.
        """
        request = urllib.request.Request(self.url + path)  # noqa: S310 - our own loopback address
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
            return json.load(answer)

    def metrics(self) -> dict[str, float]:
        """What /metrics says of everything that has no labels."""
        with urllib.request.urlopen(self.url + "/metrics", timeout=10) as answer:  # noqa: S310
            lines = answer.read().decode().splitlines()
        pairs = (line.split() for line in lines if not line.startswith("#") and "{" not in line)
        return {name: float(value) for name, value in pairs}

    def _wait(self, path: str, timeout: float) -> None:
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            if self.process is not None and self.process.poll() is not None:
                raise RuntimeError(f"{self.module} ended: {self._said()}")
            try:
                self.get(path)
            except urllib.error.HTTPError as error:
                error.close()
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                pass
            else:
                return
            time.sleep(0.02)
        raise RuntimeError(f"{self.module}: {path} not in {timeout} s: {self._said()}")

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
