"""One connection: requests are answered in the order they came, one at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, cast

import httptools

from . import limits
from .message import Request, Response

if TYPE_CHECKING:
    from .server import HttpServer


class HttpConnection(asyncio.Protocol):
    """Between a socket and the server's handler.

    ``deadline`` is when the server calls ``time_out`` unless something happens before; 0: never.
    """

    def __init__(self, server: HttpServer) -> None:
        self.deadline = server.now + limits.REQUEST_SECONDS
        self._server = server
        self._transport: asyncio.Transport
        self._parser = httptools.HttpRequestParser(self)
        self._waiting: deque[Request] = deque()
        self._current: Request | None = None
        self._starting = False
        self._writable = True
        self._paused = False
        # Nothing more is taken; the refusal, if there is one, is said after the answers before it.
        self._ended = False
        self._refusal: Response | None = None
        self._lingering = False
        # The request that is arriving.
        self._partial = False
        self._in_head = False
        self._size = 0
        self._unheard = 0
        """Bytes given to the parser since it last told of something; below 0: just now."""
        self._url = b""
        self._headers: dict[bytes, bytes] = {}
        self._body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Join the server."""
        self._transport = cast(asyncio.Transport, transport)
        self._server.connections.add(self)
        if len(self._server.connections) > limits.MAX_CONNECTIONS:
            self._refuse(503, "OVERLOADED", "there are too many connections; try again later")

    def connection_lost(self, error: Exception | None) -> None:
        """Leave it; what is in hand goes on, its answer is dropped."""
        self._ended = True
        self._current = None
        self._waiting.clear()
        self._server.lost(self)

    def eof_received(self) -> bool:
        """The client sends no more; it may still wait for answers."""
        self._ended = True
        return self._current is not None or bool(self._waiting)

    def data_received(self, data: bytes) -> None:
        """Take what came, unless the end of the connection is decided."""
        if self._ended:
            return
        self._unheard += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._ended = True
        except httptools.HttpParserError:
            if not self._ended:
                self._refuse(400, "MALFORMED", "this is not an HTTP/1.1 request")
        if self._unheard < 0:
            self._unheard = 0
        elif self._in_head:
            # The parser keeps a header that does not end to itself.
            self._limit_head(self._unheard)

    def on_message_begin(self) -> None:
        """See httptools, as for the following."""
        self._partial = self._in_head = True
        self._size = 0
        self._unheard = -1
        self._url = self._body = b""
        self._headers = {}
        if self._writable:
            self.deadline = self._server.now + limits.REQUEST_SECONDS

    def on_url(self, url: bytes) -> None:
        """May come in pieces."""
        self._url += url
        self._size += len(url)
        self._limit_head(self._size)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Lines of one name are one list (RFC 9110 §5.3)."""
        name = name.lower()
        before = self._headers.get(name)
        self._headers[name] = value if before is None else before + b", " + value
        self._unheard = -1
        self._size += len(name) + len(value)
        self._limit_head(self._size)

    def on_headers_complete(self) -> None:
        """Refuse early what could only be refused later."""
        self._in_head = False
        self._size = 0
        headers = self._headers
        if int(headers.get(b"content-length", 0)) > limits.MAX_BODY:
            self._refuse(413, "TOO_LARGE", limits.BODY_TEXT)
        elif b"host" not in headers and self._parser.get_http_version() == "1.1":
            self._refuse(400, "MALFORMED", "an HTTP/1.1 request has a Host header")
        elif headers.get(b"expect", b"").lower() == b"100-continue" and not (
            self._current or self._waiting
        ):
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """May come in pieces."""
        self._size += len(body)
        if self._size > limits.MAX_BODY:
            self._refuse(413, "TOO_LARGE", limits.BODY_TEXT)
        else:
            self._body = self._body + body if self._body else body

    def on_message_complete(self) -> None:
        """A whole request."""
        self._partial = False
        if self._ended:
            return
        parser, url = self._parser, self._url
        keep_alive = parser.should_keep_alive() and parser.get_http_version() == "1.1"
        if not keep_alive or parser.should_upgrade():
            # There is nothing to upgrade to: it is answered as the plain request it also is.
            self._ended = True
        if not url.startswith(b"/"):
            found = httptools.parse_url(url)
            url = (found.path or b"/") + (b"?" + found.query if found.query else b"")
        if self._writable:
            self.deadline = 0.0
        self._waiting.append(Request(self, parser.get_method(), url, self._headers, self._body))
        self._go_on()

    def answer(self, request: Request, response: Response) -> None:
        """Send the answer of the request in hand, unless the client has gone; then go on with the next."""
        if request is not self._current:
            return
        self._current = None
        last = self._ended and not self._waiting and self._refusal is None
        self._transport.write(self._server.encode(request, response, last))
        self._server.answered(request, response.status)
        if not self._starting:
            self._go_on()

    def shut(self) -> None:
        """Finish what is in hand, then close."""
        self._ended = True
        self._go_on()

    def time_out(self) -> None:
        """The deadline has passed."""
        if self._partial and self._writable and not self._ended:
            text = f"the request did not arrive within {limits.REQUEST_SECONDS:.0f} seconds"
            self._refuse(408, "TIMEOUT", text)
        else:
            self._transport.abort()

    def pause_writing(self) -> None:
        """The client does not take its answers: take no further requests."""
        self._writable = False
        self.deadline = self._server.now + limits.SEND_SECONDS

    def resume_writing(self) -> None:
        """It does again."""
        self._writable = True
        self.deadline = self._server.now + limits.REQUEST_SECONDS
        self._go_on()

    def _limit_head(self, size: int) -> None:
        if size > limits.MAX_HEAD:
            text = f"request line and headers have at most {limits.MAX_HEAD} bytes"
            self._refuse(431, "TOO_LARGE", text)

    def _refuse(self, status: int, code: str, text: str) -> None:
        """Say why, after the answers that are due before, and take nothing more."""
        if not self._ended:
            self._ended = True
            self._refusal = self._server.refusal(status, code, text)
            self._go_on()

    def _go_on(self) -> None:
        waiting = self._waiting
        while waiting and self._current is None and self._writable:
            self._current = waiting.popleft()
            self._starting = True
            self._server.handle(self._current)
            self._starting = False
        if self._paused != (not self._writable or len(waiting) >= limits.MAX_WAITING):
            self._paused = not self._paused
            if self._paused:
                self._transport.pause_reading()
            else:
                self._transport.resume_reading()
        if self._current is None and not waiting:
            if self._ended:
                self._finish()
            elif self._writable and not self._partial:
                self.deadline = self._server.now + limits.IDLE_SECONDS

    def _finish(self) -> None:
        if self._refusal is None:
            self.deadline = self._server.now + limits.SEND_SECONDS
            self._transport.close()
        elif not self._lingering:
            self._lingering = True
            # Closing with bytes unread would take the refusal back (RFC 9112 §9.6).
            self.deadline = self._server.now + limits.LINGER_SECONDS
            self._transport.write(self._server.encode(None, self._refusal, True))
            self._transport.write_eof()
