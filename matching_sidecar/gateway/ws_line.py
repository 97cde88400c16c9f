"""A WebSocket held by this process: whole messages in and out, and what becomes of clients that do not read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import structlog
from picows import WSFrame, WSListener, WSMsgType, WSTransport

from ..wire.messages import MAX_FRAME
from . import close_codes
from .heartbeat import Heartbeat
from .line import Line, Listener

SLOW_BYTES: Final = 256 * 1024
"""Waiting to be sent: above this a client is slow, its books and quotes are conflated;
below a quarter of it, it has caught up."""
MAX_WAITING_BYTES: Final = 4 * 1024 * 1024
"""Above this it is closed."""
GOODBYE_SECONDS: Final = 1.0
MAX_PAUSE_SECONDS: Final = 1.0

_TEXT: Final = WSMsgType.TEXT
_BINARY: Final = WSMsgType.BINARY
_LOG = structlog.stdlib.get_logger(__name__)


class _Nobody:
    """Takes a session's place once it has ended: two that hold each other would wait for the garbage collector."""

    def receive(self, payload: bytes) -> None:
        """See ``Listener``."""

    def pause_writing(self) -> None:
        """See ``Listener``."""

    def resume_writing(self) -> None:
        """See ``Listener``."""

    def lost(self) -> None:
        """See ``Listener``."""


NOBODY: Final = _Nobody()


class WsLine(WSListener):
    """See ``Line``. ``open_listener`` makes the other side once the handshake is done."""

    __slots__ = (
        "_fragments",
        "_heartbeat",
        "_held",
        "_listener",
        "_open",
        "_paused",
        "_silence",
        "_slow",
        "_transport",
        "_until",
        "binary",
        "closing",
    )

    _transport: WSTransport
    _listener: Listener

    def __init__(
        self,
        open_listener: Callable[[Line], Listener],
        heartbeat: Heartbeat,
        *,
        binary: bool = False,
    ) -> None:
        super().__init__()
        self._heartbeat = heartbeat
        self._silence = 0
        self._until = 0.0
        self._held = False
        self.binary = binary
        self.closing = False
        self._open = open_listener
        self._slow = False
        self._paused = False
        self._fragments: bytearray | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Begin the session."""
        self._transport = transport
        transport.underlying_transport.set_write_buffer_limits(SLOW_BYTES, SLOW_BYTES // 4)
        self._heartbeat.lines.add(self)
        self._listener = self._open(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take a frame; after a goodbye only the other side's."""
        try:
            self._on_frame(transport, frame)
        except MemoryError as error:
            # picows would close this connection and go on.
            context = {"message": "a frame could not be taken", "exception": error}
            asyncio.get_running_loop().call_exception_handler(context)

    def _on_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        self._silence = 0
        if self.closing:
            if frame.msg_type is WSMsgType.CLOSE:
                transport.disconnect()
        elif (
            frame.msg_type is (_BINARY if self.binary else _TEXT)
            and frame.fin
            and self._fragments is None
        ):
            self._listener.receive(frame.get_payload_as_bytes())
        else:
            self._assemble(transport, frame)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """End the session."""
        self.closing = True
        self._heartbeat.lines.discard(self)
        listener, self._listener = self._listener, NOBODY
        listener.lost()

    def check(self) -> None:
        """See ``heartbeat``."""
        self._silence += 1
        if self._silence == 2:
            self._transport.send_ping()
        elif self._silence > 2 and not self.closing:
            self._end(close_codes.GOING_AWAY, "the client does not answer")

    def pause_writing(self) -> None:
        """See ``asyncio.Protocol``."""
        self._slow = True
        self._listener.pause_writing()

    def resume_writing(self) -> None:
        """See ``asyncio.Protocol``."""
        self._slow = False
        self._listener.resume_writing()

    def send(self, message: bytes) -> None:
        """See ``Line``."""
        transport = self._transport
        transport.send(_BINARY if self.binary else _TEXT, message)
        if (
            self._slow
            and transport.underlying_transport.get_write_buffer_size() > MAX_WAITING_BYTES
        ):
            self._end(
                close_codes.TRY_AGAIN_LATER, "the client does not read its messages fast enough"
            )

    def hold(self) -> None:
        """See ``Line``."""
        self._held = True
        self._pace()

    def go_on(self) -> None:
        """See ``Line``."""
        self._held = False
        self._pace()

    def goodbye(self, code: int, reason: bytes) -> None:
        """See ``Line``."""
        if not self.closing:
            self.closing = True
            transport = self._transport
            # A control frame holds 125 bytes, two of them the code (RFC 6455 §5.5).
            transport.send_close(code, reason[:123])  # type: ignore[arg-type]  # typed as an enum
            loop = asyncio.get_running_loop()
            loop.call_later(GOODBYE_SECONDS, transport.underlying_transport.abort)

    def pause(self, seconds: float) -> None:
        """See ``Line``."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        begun = self._until > now
        self._until = min(max(self._until, now) + seconds, now + MAX_PAUSE_SECONDS)
        if not begun:
            loop.call_at(self._until, self._end_pause)
        self._pace()

    def _end_pause(self) -> None:
        loop = asyncio.get_running_loop()
        if self._until > loop.time():
            loop.call_at(self._until, self._end_pause)
        else:
            self._until = 0.0
            self._pace()

    def _pace(self) -> None:
        """Read, or do not."""
        if self._paused != (self._held or self._until > 0) and not self._transport.is_disconnected:
            self._paused = not self._paused
            if self._paused:
                self._transport.underlying_transport.pause_reading()
            else:
                self._transport.underlying_transport.resume_reading()

    def _end(self, code: int, reason: str) -> None:
        _LOG.info("closing a connection", close_code=int(code), reason=reason)
        self.goodbye(code, reason.encode())

    def _assemble(self, transport: WSTransport, frame: WSFrame) -> None:
        """Frames other than a whole message (RFC 6455 §5.4)."""
        kind = frame.msg_type
        mine, other = (_BINARY, _TEXT) if self.binary else (_TEXT, _BINARY)
        if kind is WSMsgType.CLOSE:
            transport.send_close(close_codes.OK)  # type: ignore[arg-type]  # typed as an enum
            transport.disconnect()
        elif kind is other:
            form = "MessagePack" if self.binary else "JSON text"
            self._end(close_codes.UNSUPPORTED_DATA, f"messages are {form}")
        elif kind in (mine, WSMsgType.CONTINUATION):
            if (kind is mine) != (self._fragments is None):
                self._end(close_codes.PROTOCOL_ERROR, "fragments out of order")
                return
            if self._fragments is None:
                self._fragments = bytearray()
            self._fragments += frame.get_payload_as_bytes()
            if len(self._fragments) > MAX_FRAME:
                reason = f"a message has at most {MAX_FRAME} bytes"
                self._end(close_codes.MESSAGE_TOO_BIG, reason)
            elif frame.fin:
                payload, self._fragments = bytes(self._fragments), None
                self._listener.receive(payload)
