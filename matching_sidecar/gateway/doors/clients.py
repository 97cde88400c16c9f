"""The door's own end: the WebSockets it holds, each with a number."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Final, cast

from ..line import Line, Listener
from ..ws_line import WsLine
from . import codec
from .door import CODE, SECONDS

MAX_UNREAD_BYTES: Final = 4 * 1024 * 1024
"""Waiting for the sidecar to take it: above it no client is read, until it has taken most of it."""


class Clients(asyncio.Protocol):
    """Speaks with the sidecar. ``ended`` is set when the sidecar has gone: then the door ends too."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self.lines: dict[int, WsLine] = {}
        self.server: asyncio.Server | None = None
        self._numbers = count(1)
        self._decoder = codec.Decoder()
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See ``asyncio.Protocol``."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(MAX_UNREAD_BYTES)

    def connection_lost(self, error: Exception | None) -> None:
        """See ``asyncio.Protocol``."""
        self.ended.set()

    def open(self, line: Line) -> Listener:
        """Give a new client its number."""
        number = next(self._numbers)
        self.lines[number] = cast(WsLine, line)
        self.tell(codec.OPENED, number, b"binary" if line.binary else b"")
        return _Client(self, number)

    def tell(self, kind: int, number: int, content: bytes = b"") -> None:
        """Tell the sidecar what a client did."""
        if not self._transport.is_closing():
            self._transport.write(codec.encode(kind, (number,), content))

    def pause_writing(self) -> None:
        """The sidecar is behind: leave the clients' words in their sockets."""
        for line in self.lines.values():
            line.hold()

    def resume_writing(self) -> None:
        """It has caught up."""
        for line in self.lines.values():
            line.go_on()

    def data_received(self, data: bytes) -> None:
        """Do as the sidecar says."""
        for kind, numbers, content in self._decoder.feed(data):
            if kind == codec.SHUT and self.server is not None:
                self.server.close()
            for number in numbers:
                line = self.lines.get(number)
                if line is None or line.closing:
                    continue
                if kind == codec.SEND:
                    line.send(content)
                elif kind == codec.HOLD:
                    line.hold()
                elif kind == codec.GO_ON:
                    line.go_on()
                elif kind == codec.PAUSE:
                    line.pause(*SECONDS.unpack(content))
                else:
                    line.goodbye(CODE.unpack_from(content)[0], content[CODE.size :])


class _Client:
    """Tells the sidecar of one client; see ``Listener``."""

    __slots__ = ("_clients", "_number")

    def __init__(self, clients: Clients, number: int) -> None:
        self._clients = clients
        self._number = number

    def receive(self, payload: bytes) -> None:
        self._clients.tell(codec.RECEIVED, self._number, payload)

    def pause_writing(self) -> None:
        self._clients.tell(codec.SLOW, self._number)

    def resume_writing(self) -> None:
        self._clients.tell(codec.CAUGHT_UP, self._number)

    def lost(self) -> None:
        self._clients.lines.pop(self._number, None)
        self._clients.tell(codec.LOST, self._number)
