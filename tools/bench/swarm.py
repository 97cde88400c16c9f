"""Many WebSocket clients in one process: they log in, send a greeting and count what they hear.

A process of its own (`python -m tools.bench.swarm`), because a process may hold only so many sockets. The first
line on its standard input is a ``Plan``; then each line ``mark`` begins a new count and ``report`` prints one.
Sockets are read through one epoll object: at tens of thousands of clients a library's objects would be measured,
not the server.
"""

from __future__ import annotations

import base64
import contextlib
import errno
import os
import select
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import TextIO

import msgspec

IN_FLIGHT = 256
"""Clients between connecting and being logged in, at most; the server's queue holds 1,024."""
PATIENCE = 120.0
READ = 1 << 18
_PONG = b"\x8a\x80\0\0\0\0"
_PING = 0x9
_BIND_ADDRESS_NO_PORT = 24
"""Linux's IP_BIND_ADDRESS_NO_PORT: the port is chosen when connecting, so that one in TIME_WAIT is no obstacle."""


class Plan(msgspec.Struct):
    """``greeting``: messages each client sends; ``ready``: the last answer to them; ``needle``: what is counted."""

    host: str
    port: int
    path: str
    source: str
    count: int
    greeting: list[str]
    ready: str
    needle: str


class Ready(msgspec.Struct):
    """How many clients are in after how many seconds."""

    clients: int
    failed: int
    seconds: float


class Report(msgspec.Struct):
    """Since the mark: messages, how many clients heard one, and when (monotonic nanoseconds)."""

    messages: int
    clients: int
    first: int
    last: int
    closed: int


def text_frame(content: bytes) -> bytes:
    """A masked text frame; the mask is zero, so that the content stays readable."""
    size = len(content)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return b"\x81" + length + b"\0\0\0\0" + content


@dataclass(slots=True)
class _Client:
    link: socket.socket
    hello: bytes
    tail: bytes = b""
    """The first bytes of a frame whose header is not whole yet."""
    edge: bytes = b""
    """The end of what was read before: the needle may span it."""
    skip: int = 0
    """Bytes of the current frame that are still to come."""
    ready: bool = False
    heard: bool = False


@dataclass
class Swarm:
    """All clients of one process."""

    plan: Plan
    poll: select.epoll = field(default_factory=select.epoll)
    clients: dict[int, _Client] = field(default_factory=dict)
    messages: int = 0
    heard: int = 0
    first: int = 0
    last: int = 0
    failed: int = 0

    def __post_init__(self) -> None:
        self._needle = self.plan.needle.encode()

    def connect(self) -> Ready:
        """Bring all clients in, a few at a time."""
        plan, started = self.plan, time.monotonic()
        begun = ready = 0
        while ready + self.failed < plan.count and time.monotonic() - started < PATIENCE:
            while begun < plan.count and begun - ready - self.failed < IN_FLIGHT:
                begun += 1
                self._begin()
            for number, events in self.poll.poll(1.0):
                client = self.clients[number]
                try:
                    ready += self._greet(client, events)
                except OSError:
                    self._drop(client)
                    self.failed += 1
        return Ready(
            ready, self.failed + plan.count - ready - self.failed, time.monotonic() - started
        )

    def listen(self, commands: TextIO) -> None:
        """Count until standard input ends."""
        self.poll.register(commands, select.EPOLLIN)
        orders = commands.fileno()
        while True:
            for number, _events in self.poll.poll():
                if number == orders:
                    line = commands.readline().strip()
                    if not line:
                        return
                    self._obey(line)
                else:
                    self._read(self.clients[number])

    def _obey(self, line: str) -> None:
        if line == "mark":
            for client in self.clients.values():
                client.heard = False
            self.messages = self.heard = self.first = self.last = 0
            answer: Report = Report(0, 0, 0, 0, 0)
        else:
            closed = self.plan.count - self.failed - len(self.clients)
            answer = Report(self.messages, self.heard, self.first, self.last, closed)
        _say(answer)

    def _begin(self) -> None:
        plan = self.plan
        link = socket.socket()
        link.setblocking(False)
        link.setsockopt(socket.IPPROTO_IP, _BIND_ADDRESS_NO_PORT, 1)
        link.bind((plan.source, 0))
        with contextlib.suppress(BlockingIOError):
            link.connect((plan.host, plan.port))
        key = base64.b64encode(os.urandom(16)).decode()
        hello = (
            f"GET {plan.path} HTTP/1.1\r\nHost: {plan.host}:{plan.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        self.clients[link.fileno()] = _Client(link, hello.encode())
        self.poll.register(link, select.EPOLLOUT)

    def _greet(self, client: _Client, events: int) -> int:
        """The next step of a client's login; 1 when it was the last."""
        link, plan = client.link, self.plan
        if events & select.EPOLLOUT:
            if code := link.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                raise OSError(code, os.strerror(code))
            link.sendall(client.hello)
            self.poll.modify(link, select.EPOLLIN)
            return 0
        data = client.tail + link.recv(READ)
        if len(data) == len(client.tail):
            raise ConnectionResetError(errno.ECONNRESET, "closed")
        if client.hello:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                client.tail = head
                return 0
            if not head.startswith(b"HTTP/1.1 101"):
                raise ConnectionRefusedError(errno.ECONNREFUSED, head[:40].decode())
            client.hello = b""
            for message in plan.greeting:
                link.sendall(text_frame(message.encode()))
        client.tail = data
        if client.ready or plan.ready.encode() not in data:
            return 0
        client.ready, client.tail = True, b""
        self._frames(client, data)
        return 1

    def _read(self, client: _Client) -> None:
        try:
            data = client.link.recv(READ)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._drop(client)
            return
        needle = self._needle
        if found := (client.edge + data).count(needle):
            now = time.perf_counter_ns()
            self.messages += found
            self.first = self.first or now
            self.last = now
            if not client.heard:
                client.heard = True
                self.heard += 1
        client.edge = data[1 - len(needle) :]
        self._frames(client, data)

    def _frames(self, client: _Client, data: bytes) -> None:
        """Walk over the frames, answering pings."""
        data = client.tail + data
        position, size = client.skip, len(data)
        while position + 2 <= size:
            length, header = data[position + 1] & 0x7F, 2
            if length == 126:
                header = 4
            elif length == 127:
                header = 10
            if position + header > size:
                break
            if header > 2:
                length = int.from_bytes(data[position + 2 : position + header], "big")
            if data[position] & 0xF == _PING:
                with contextlib.suppress(OSError):
                    client.link.send(_PONG)
            position += header + length
        client.tail = data[position:] if position < size else b""
        client.skip = max(position - size, 0)

    def _drop(self, client: _Client) -> None:
        self.clients.pop(client.link.fileno(), None)
        client.link.close()


def _say(answer: Ready | Report) -> None:
    print(msgspec.json.encode(answer).decode(), flush=True)


def main() -> None:
    """Connect, say how it went, then count."""
    swarm = Swarm(msgspec.json.decode(sys.stdin.readline(), type=Plan))
    _say(swarm.connect())
    swarm.listen(sys.stdin)


if __name__ == "__main__":
    main()
