"""A crowd of WebSocket clients spread over processes, each with a loopback address of its own."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlsplit

import msgspec

from tools.bench.swarm import Plan, Ready, Report
from tools.settings import REPO

PORTS = 25_000
"""Clients from one source address: it has about 28,000 ports to one server."""
SPARE_FILES = 100
"""Files a process needs beside its clients."""

_Answer = TypeVar("_Answer", Ready, Report)


class Crowd:
    """``clients`` spread evenly over the servers' addresses and as many processes as the limits of one ask for.

    ``greetings``: what the clients of each server say first. Use as a context manager: entering connects them all,
    ``ready`` tells how that went.
    """

    def __init__(
        self,
        urls: Sequence[str],
        clients: int,
        greetings: Sequence[Sequence[str]],
        needle: str,
        ready: str = "login_ok",
    ) -> None:
        self.ready: list[Ready] = []
        self._processes: list[subprocess.Popen[str]] = []
        self._plans = []
        room = min(PORTS, resource.getrlimit(resource.RLIMIT_NOFILE)[1] - SPARE_FILES)
        for number, (url, greeting) in enumerate(zip(urls, greetings, strict=True)):
            share = clients // len(urls) + (number < clients % len(urls))
            parts = urlsplit(url)
            while share > 0:
                source = f"127.0.0.{2 + len(self._plans)}"
                self._plans.append(
                    Plan(
                        parts.hostname or "", parts.port or 80, parts.path, source,
                        min(share, room), list(greeting), ready, needle,
                    )
                )  # fmt: skip
                share -= room

    def __enter__(self) -> Self:
        for plan in self._plans:
            process = subprocess.Popen(
                [sys.executable, "-m", "tools.bench.swarm"],
                cwd=REPO,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                preexec_fn=_all_files,
            )
            self._processes.append(process)
            _tell(process, msgspec.json.encode(plan).decode())
        self.ready = [_hear(process, Ready) for process in self._processes]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()

    @property
    def connected(self) -> int:
        """Clients that are in."""
        return sum(one.clients for one in self.ready)

    def mark(self) -> None:
        """Begin to count anew."""
        self._ask("mark")

    def report(self) -> Report:
        """What all have heard since the mark."""
        answers = self._ask("report")
        return Report(
            sum(one.messages for one in answers),
            sum(one.clients for one in answers),
            min((one.first for one in answers if one.first), default=0),
            max((one.last for one in answers), default=0),
            sum(one.closed for one in answers),
        )

    def _ask(self, word: str) -> list[Report]:
        for process in self._processes:
            _tell(process, word)
        return [_hear(process, Report) for process in self._processes]


def _all_files() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None  # noqa: S101 - asked for above
    process.stdin.write(line + "\n")
    process.stdin.flush()


def _hear(process: subprocess.Popen[str], kind: type[_Answer]) -> _Answer:
    assert process.stdout is not None  # noqa: S101 - asked for above
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("a process of clients ended; its message is above")
    return msgspec.json.decode(line, type=kind)
