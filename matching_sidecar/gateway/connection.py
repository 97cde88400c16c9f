"""One WebSocket connection: whole messages in, gathered messages out, and what becomes of slow clients."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from typing import TYPE_CHECKING, Final

import msgspec
import structlog
from picows import WSFrame, WSListener, WSMsgType, WSTransport

from ..market_data.stream import JSON, MSGPACK, Stream
from ..wire.messages import MAX_FRAME
from ..wire.packed import pack_array
from . import close_codes
from .auth import Scope

if TYPE_CHECKING:
    from .hub import Hub

SLOW_BYTES: Final = 256 * 1024
"""Waiting to be sent: above this a client is slow, its books and quotes are conflated;
below a quarter of it, it has caught up."""
MAX_WAITING_BYTES: Final = 4 * 1024 * 1024
"""Above this it is closed."""
GOODBYE_SECONDS: Final = 1.0

_TEXT: Final = WSMsgType.TEXT
_BINARY: Final = WSMsgType.BINARY
_LOG = structlog.stdlib.get_logger(__name__)


class Connection(WSListener):
    """The transport side of a session.

    ``slow`` while more waits to be sent than the client takes; ``binary``: its messages are
    MessagePack, not JSON.
    """

    __slots__ = (
        "_fragments",
        "_hub",
        "_lagging",
        "_outbox",
        "_paused",
        "_timer",
        "binary",
        "slow",
        "transport",
    )

    transport: WSTransport

    def __init__(self, hub: Hub, binary: bool = False) -> None:
        super().__init__()
        self.slow = False
        self.binary = binary
        self._paused = False
        self._hub = hub
        self._fragments: bytearray | None = None
        # Fifty thousand connections mostly wait: what is empty takes no room.
        self._outbox: list[bytes] | None = None
        self._lagging: set[Stream] | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    @abstractmethod
    def sub(self) -> str:
        """Who is at the other end, or ""."""

    @abstractmethod
    def belongs_to(self, scope: Scope, code: str) -> bool:
        """Whether it is the session of a login or of a firm."""

    @abstractmethod
    def receive(self, payload: bytes) -> None:
        """Take a whole message."""

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Join the hub."""
        self.transport = transport
        transport.underlying_transport.set_write_buffer_limits(SLOW_BYTES, SLOW_BYTES // 4)
        self._hub.sessions.add(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take a frame; after a goodbye only the other side's."""
        if transport.is_close_frame_sent:
            if frame.msg_type is WSMsgType.CLOSE:
                transport.disconnect()
        elif (
            frame.msg_type is (_BINARY if self.binary else _TEXT)
            and frame.fin
            and self._fragments is None
        ):
            self.receive(frame.get_payload_as_bytes())
        else:
            self._assemble(transport, frame)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Leave the hub; orders stay."""
        self._hub.leave(self)
        if self._timer is not None:
            self._timer.cancel()
        _LOG.info("session closed", sub=self.sub)

    def pause_writing(self) -> None:
        """The client does not keep up."""
        self.slow = True

    def resume_writing(self) -> None:
        """There is room again: send the latest of what was left out."""
        self.slow = False
        lagging, self._lagging = self._lagging, None
        for stream in lagging or ():
            if self in stream.subscribers and (message := stream.latest(self.binary)) is not None:
                self.post(message)

    def post(self, message: bytes) -> None:
        """Send an encoded message with the next frame."""
        if self._outbox is None:
            self._outbox = [message]
            self._hub.mark(self)
        else:
            self._outbox.append(message)

    def say(self, content: msgspec.Struct) -> None:
        """Encode a message for this client alone and send it with the next frame."""
        self.post(MSGPACK(content) if self.binary else JSON(content))

    def lag(self, stream: Stream) -> None:
        """Leave a message out; the latest follows when there is room."""
        if self._lagging is None:
            self._lagging = set()
        self._lagging.add(stream)

    def flush(self) -> None:
        """Send what has gathered."""
        outbox, self._outbox = self._outbox, None
        transport = self.transport
        if outbox is None or transport.is_disconnected:
            return
        if self.binary:
            transport.send(_BINARY, pack_array(outbox))
        else:
            transport.send(_TEXT, b"[%b]" % b",".join(outbox))
        if self.slow and transport.underlying_transport.get_write_buffer_size() > MAX_WAITING_BYTES:
            self.close(
                close_codes.TRY_AGAIN_LATER, "the client does not read its messages fast enough"
            )

    def close(self, code: int, reason: str) -> None:
        """Send what has gathered and a goodbye; a client that takes neither is cut off."""
        transport = self.transport
        if transport.is_close_frame_sent or transport.is_disconnected:
            return
        self.flush()
        _LOG.info("closing a session", sub=self.sub, close_code=int(code), reason=reason)
        # A control frame holds 125 bytes, two of them the code (RFC 6455 §5.5).
        text = reason.encode("ascii", "replace")[:123]
        transport.send_close(code, text)  # type: ignore[arg-type]  # typed as an enum
        asyncio.get_running_loop().call_later(GOODBYE_SECONDS, transport.underlying_transport.abort)

    def pause(self, seconds: float) -> None:
        """Read nothing more for a while: what the client sends waits on its side."""
        if not self._paused:
            self._paused = True
            self.transport.underlying_transport.pause_reading()
            asyncio.get_running_loop().call_later(seconds, self._read_on)

    def close_in(self, seconds: float, code: int, reason: str) -> None:
        """Close later, unless told otherwise before."""
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(max(seconds, 0), self.close, code, reason)

    def _read_on(self) -> None:
        self._paused = False
        if not self.transport.is_disconnected:
            self.transport.underlying_transport.resume_reading()

    def _assemble(self, transport: WSTransport, frame: WSFrame) -> None:
        """Frames other than a whole text message (RFC 6455 §5.4)."""
        kind = frame.msg_type
        mine, other = (_BINARY, _TEXT) if self.binary else (_TEXT, _BINARY)
        if kind is WSMsgType.CLOSE:
            transport.send_close(close_codes.OK)  # type: ignore[arg-type]  # typed as an enum
            transport.disconnect()
        elif kind is other:
            form = "MessagePack" if self.binary else "JSON text"
            self.close(close_codes.UNSUPPORTED_DATA, f"messages are {form}")
        elif kind in (mine, WSMsgType.CONTINUATION):
            if (kind is mine) != (self._fragments is None):
                self.close(close_codes.PROTOCOL_ERROR, "fragments out of order")
                return
            if self._fragments is None:
                self._fragments = bytearray()
            self._fragments += frame.get_payload_as_bytes()
            if len(self._fragments) > MAX_FRAME:
                self.close(close_codes.MESSAGE_TOO_BIG, f"a message has at most {MAX_FRAME} bytes")
            elif frame.fin:
                payload, self._fragments = bytes(self._fragments), None
                self.receive(payload)
