"""The WebSocket below a client: frames in, frames out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import msgspec
from picows import WSFrame, WSListener, WSMsgType, WSTransport

from ..wire.messages import Message
from ..wire.packed import SUBPROTOCOL
from .errors import ConnectionClosed
from .messages import ServerMessage, decode, unpack

BATCH: Final = 100
"""Messages a frame: even the longest stay below the 64 KiB of a frame."""

_ENCODE: Final = msgspec.json.Encoder().encode
_PACK: Final = msgspec.msgpack.Encoder().encode


class Transport(WSListener):
    """Decodes what comes, and tells once why nothing comes any more."""

    def __init__(
        self,
        on_messages: Callable[[list[ServerMessage]], None],
        on_closed: Callable[[ConnectionClosed], None],
    ) -> None:
        super().__init__()
        self._on_messages = on_messages
        self._on_closed = on_closed
        self._reason = "the connection was lost"
        self._transport: WSTransport | None = None
        self._packed = False

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Ready to send: in MessagePack if the other side speaks it and was asked to."""
        self._packed = transport.response.headers.get("Sec-WebSocket-Protocol") == SUBPROTOCOL
        self._transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take a frame."""
        if frame.msg_type is WSMsgType.TEXT:
            self._on_messages(decode(frame.get_payload_as_memoryview()))
        elif frame.msg_type is WSMsgType.BINARY:
            self._on_messages(unpack(frame.get_payload_as_memoryview()))
        elif frame.msg_type is WSMsgType.CLOSE:
            # get_close_code() does not know the codes from 4000 on.
            payload = frame.get_payload_as_bytes()
            code, reason = int.from_bytes(payload[:2], "big"), payload[2:].decode(errors="replace")
            self._reason = f"closed by the sidecar: {code} {reason}".rstrip()
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """The end."""
        self._transport = None
        self._on_closed(ConnectionClosed(self._reason))

    def send(self, messages: Sequence[Message]) -> None:
        """Send messages, many to a frame.

        Raises:
            ConnectionClosed: there is no connection any more.
        """
        transport = self._transport
        if transport is None:
            raise ConnectionClosed(self._reason)
        for start in range(0, len(messages), BATCH):
            piece = messages[start : start + BATCH]
            if self._packed:
                transport.send(WSMsgType.BINARY, _PACK(piece))
            else:
                transport.send(WSMsgType.TEXT, _ENCODE(piece))

    async def close(self) -> None:
        """Say goodbye and wait for the end."""
        transport = self._transport
        if transport is not None:
            self._reason = "closed by this client"
            transport.send_close()
            transport.disconnect()
            await transport.wait_disconnected()
