"""The sidecar's end of a door: a line for each client, and what is said to many said once."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from typing import Final, cast

import structlog

from ..line import Line, Listener
from . import codec

MAX_WAITING_BYTES: Final = 64 * 1024 * 1024
"""For a door that does not take what it should pass on: above it, it is given up and started again."""

CODE: Final = struct.Struct("<H")
SECONDS: Final = struct.Struct("<d")

_LOG = structlog.stdlib.get_logger(__name__)


class DoorLine:
    """See ``Line``."""

    __slots__ = ("_client", "_door", "binary", "closing")

    def __init__(self, door: Door, client: int, binary: bool) -> None:
        self.binary = binary
        self.closing = False
        self._door = door
        self._client = client

    def send(self, message: bytes) -> None:
        """See ``Line``."""
        self._door.say(codec.SEND, self._client, message)

    def hold(self) -> None:
        """See ``Line``; what is on its way still comes."""
        self._door.say(codec.HOLD, self._client, b"")

    def go_on(self) -> None:
        """See ``Line``."""
        if not self.closing:
            self._door.say(codec.GO_ON, self._client, b"")

    def goodbye(self, code: int, reason: bytes) -> None:
        """See ``Line``."""
        if not self.closing:
            self.closing = True
            self._door.say(codec.GOODBYE, self._client, CODE.pack(code) + reason)

    def pause(self, seconds: float) -> None:
        """See ``Line``."""
        self._door.say(codec.PAUSE, self._client, SECONDS.pack(seconds))


class Door(asyncio.Protocol):
    """One door's clients by number. ``on_lost`` is called when the door itself is gone."""

    def __init__(
        self, open_listener: Callable[[Line], Listener], on_lost: Callable[[], None]
    ) -> None:
        self._open = open_listener
        self._on_lost = on_lost
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._decoder = codec.Decoder()
        self._clients: dict[int, tuple[DoorLine, Listener]] = {}
        # What is said in one round of the loop goes out together.
        self._notes: list[bytes] = []
        self._kind = 0
        self._content = b""
        self._addressed: list[int] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The door is there."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        """The door is gone, and its clients with it."""
        for client in list(self._clients):
            self._lose(client)
        self._on_lost()

    def data_received(self, data: bytes) -> None:
        """Pass on what clients did."""
        for kind, numbers, content in self._decoder.feed(data):
            client = numbers[0]
            if kind == codec.OPENED:
                line = DoorLine(self, client, bool(content))
                self._clients[client] = line, self._open(line)
            elif kind == codec.LOST:
                self._lose(client)
            elif client in self._clients:
                line, listener = self._clients[client]
                if kind == codec.SLOW:
                    listener.pause_writing()
                elif kind == codec.CAUGHT_UP:
                    listener.resume_writing()
                elif not line.closing:
                    listener.receive(content)

    def close(self) -> None:
        """End the door."""
        self._transport.close()

    def shut(self) -> None:
        """Take no more clients."""
        self.say(codec.SHUT, 0, b"")

    def say(self, kind: int, client: int, content: bytes) -> None:
        """Tell the door something for a client; the same again for the next one costs four bytes."""
        if not self._addressed:
            self._loop.call_soon(self._flush)
        elif kind != self._kind or content != self._content:
            self._notes.append(codec.encode(self._kind, self._addressed, self._content))
            self._addressed = []
        self._kind, self._content = kind, content
        self._addressed.append(client)

    def _flush(self) -> None:
        self._notes.append(codec.encode(self._kind, self._addressed, self._content))
        notes, self._notes, self._addressed = self._notes, [], []
        if self._transport.is_closing():
            return
        self._transport.write(b"".join(notes))
        if self._transport.get_write_buffer_size() > MAX_WAITING_BYTES:
            _LOG.error("a door does not pass on what it should; starting it again")
            self._transport.abort()

    def _lose(self, client: int) -> None:
        found = self._clients.pop(client, None)
        if found is not None:
            line, listener = found
            line.closing = True
            listener.lost()
