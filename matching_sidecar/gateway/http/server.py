"""The HTTP server: its connections, their deadlines, and an end in order."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from typing import Final

from .connection import HttpConnection
from .message import Request, Response, new_request_id

TICK_SECONDS: Final = 1.0
GOODBYE_SECONDS: Final = 3.0

_LINES: Final = {
    int(status): f"HTTP/1.1 {int(status)} {status.phrase}\r\n".encode() for status in HTTPStatus
}


class HttpServer:
    """Hands whole requests to ``handle``, which answers each once and never raises.

    Make and use it in the event loop's thread. ``now`` is the loop's time, of the last tick.

    Args:
        answered: hears of each answer given: the request, and the status.
        refusal: the answer to what is no request: status, code, text.
    """

    def __init__(
        self,
        handle: Callable[[Request], None],
        answered: Callable[[Request, int], None],
        refusal: Callable[[int, str, str], Response],
    ) -> None:
        self.handle = handle
        self.answered = answered
        self.refusal = refusal
        self.connections: set[HttpConnection] = set()
        self._loop = asyncio.get_running_loop()
        self.now = self._loop.time()
        self._date = b""
        self._server: asyncio.Server | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._empty = asyncio.Event()

    async def listen(self, listener: socket.socket) -> None:
        """Take connections."""
        self._server = await self._loop.create_server(lambda: HttpConnection(self), sock=listener)
        self._tick()

    async def close(self) -> None:
        """Take no more, finish what is in hand, close."""
        if self._server is None:
            return
        self._server.close()
        for connection in list(self.connections):
            connection.shut()
        if self.connections:
            try:
                await asyncio.wait_for(self._empty.wait(), GOODBYE_SECONDS)
            except TimeoutError:
                for connection in list(self.connections):
                    connection.time_out()
        if self._timer is not None:
            self._timer.cancel()

    def lost(self, connection: HttpConnection) -> None:
        """A connection is gone."""
        self.connections.discard(connection)
        if not self.connections:
            self._empty.set()

    def encode(self, request: Request | None, response: Response, last: bool) -> bytes:
        """An answer as it is sent; ``last`` of its connection, or not."""
        body = response.body
        name = new_request_id() if request is None else request.request_id
        return b"".join(
            (
                _LINES[response.status],
                self._date,
                b"content-type: ",
                response.content_type,
                b"\r\ncontent-length: ",
                str(len(body)).encode(),
                b"\r\nx-request-id: ",
                name.encode(),
                b"\r\n",
                response.headers,
                b"connection: close\r\n\r\n" if last else b"\r\n",
                b"" if request is not None and request.method == "HEAD" else body,
            )
        )

    def _tick(self) -> None:
        self.now = now = self._loop.time()
        self._date = f"date: {formatdate(usegmt=True)}\r\n".encode()
        for connection in list(self.connections):
            if 0 < connection.deadline < now:
                connection.time_out()
        self._timer = self._loop.call_later(TICK_SECONDS, self._tick)
