"""A lean HTTP client: keeps requests under way on some connections and times each answer.

Requests are ready-made bytes and answers are only cut apart, so that the server and not its client is measured.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import uvloop

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length: "


@dataclass
class HttpOutcome:
    """``latencies`` in nanoseconds, sorted; ``statuses`` counts answers by HTTP status."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    @property
    def failed(self) -> int:
        """Answers that are no success."""
        return sum(count for status, count in self.statuses.items() if status >= 300)


def request(verb: str, path: str, token: str = "", body: bytes = b"") -> bytes:
    """The bytes of a request."""
    lines = [f"{verb} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as one is answered."""

    def __init__(self, requests: Iterable[bytes], outcome: HttpOutcome, until: float) -> None:
        self._requests = iter(requests)
        self._outcome = outcome
        self._until = until
        self._data = b""
        self._sent = 0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._next()

    def data_received(self, data: bytes) -> None:
        data = self._data + data if self._data else data
        while data:
            end = data.find(_HEAD_END)
            if end < 0:
                break
            size = end + len(_HEAD_END) + _content_length(data, end)
            if len(data) < size:
                break
            self._count(int(data[9:12]))
            data = data[size:]
            self._next()
        self._data = data

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionResetError("the server closed"))

    def _count(self, status: int) -> None:
        outcome = self._outcome
        outcome.latencies.append(float(time.perf_counter_ns() - self._sent))
        outcome.statuses[status] = outcome.statuses.get(status, 0) + 1

    def _next(self) -> None:
        now = time.perf_counter_ns()
        content = next(self._requests, None) if now < self._until else None
        if content is None:
            if not self.done.done():
                self.done.set_result(None)
            self._transport.close()
            return
        self._sent = now
        self._transport.write(content)


def _content_length(data: bytes, end: int) -> int:
    start = data.lower().find(_LENGTH, 0, end)
    return 0 if start < 0 else int(data[start + len(_LENGTH) : data.find(b"\r\n", start)])


async def _run(port: int, flows: Sequence[Iterable[bytes]], seconds: float) -> HttpOutcome:
    loop = asyncio.get_running_loop()
    outcome = HttpOutcome(0.0)
    started = time.perf_counter_ns()
    until = started + seconds * 1e9
    connections = []
    for flow in flows:
        _transport, connection = await loop.create_connection(
            lambda flow=flow: _Connection(flow, outcome, until), "127.0.0.1", port
        )
        connections.append(connection.done)
    await asyncio.gather(*connections)
    outcome.seconds = (time.perf_counter_ns() - started) / 1e9
    outcome.latencies.sort()
    return outcome


def run(port: int, flows: Sequence[Iterable[bytes]], seconds: float) -> HttpOutcome:
    """One connection a flow; each sends its requests one after the other until they or the time are used up."""
    return uvloop.run(_run(port, flows, seconds))
