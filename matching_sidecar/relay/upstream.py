"""A client's connection to the leader."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

IDLE_SECONDS: Final = 2
CONNECT_SECONDS: Final = 1.0
MAX_FRAME: Final = 64 << 20
"""A whole book for a client that has just subscribed may be large."""
BUFFER: Final = 2048


class Upstream(WSListener):
    """Hands whole messages to ``heard``; ``gone`` is done when it has ended, with the closing code
    or 0."""

    transport: WSTransport

    def __init__(self, heard: Callable[[bytes], None], paused: Callable[[bool], None]) -> None:
        super().__init__()
        self.gone: asyncio.Future[tuple[int, str]] = asyncio.get_running_loop().create_future()
        self._heard = heard
        self._paused = paused
        self._fragments = bytearray()
        self._farewell = (0, "")

    @classmethod
    async def open(
        cls, url: str, heard: Callable[[bytes], None], paused: Callable[[bool], None]
    ) -> Upstream:
        """Connect.

        Raises:
            OSError: nobody takes the connection, or not in time.
        """
        upstream = cls(heard, paused)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await ws_connect(
                    lambda: upstream,
                    url,
                    enable_auto_ping=True,
                    auto_ping_idle_timeout=IDLE_SECONDS,
                    auto_ping_reply_timeout=IDLE_SECONDS,
                    max_frame_size=MAX_FRAME,
                    read_buffer_init_size=BUFFER,
                )
        except (WSError, TimeoutError) as error:
            raise OSError(f"{url}: {error}") from error
        return upstream

    def send(self, payload: bytes) -> None:
        """Say something to the leader."""
        self.transport.send(WSMsgType.TEXT, payload)

    def close(self) -> None:
        """End it."""
        self.transport.disconnect()

    def pause(self, paused: bool) -> None:
        """Read no more for a while, or again."""
        transport = self.transport.underlying_transport
        if transport.is_closing():
            return
        if paused:
            transport.pause_reading()
        else:
            transport.resume_reading()

    def on_ws_connected(self, transport: WSTransport) -> None:
        """See picows."""
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take a frame."""
        kind = frame.msg_type
        if kind is WSMsgType.CLOSE:
            # Two bytes of code, then words (RFC 6455 §5.5.1); neither has to be there.
            payload = frame.get_payload_as_bytes()
            code, words = int.from_bytes(payload[:2], "big"), payload[2:].decode("utf-8", "replace")
            self._farewell = (code, words)
            transport.send_close()
            transport.disconnect()
        elif kind is WSMsgType.TEXT and frame.fin:
            self._heard(frame.get_payload_as_bytes())
        elif kind in (WSMsgType.TEXT, WSMsgType.CONTINUATION):
            self._fragments += frame.get_payload_as_bytes()
            if frame.fin:
                whole, self._fragments = bytes(self._fragments), bytearray()
                self._heard(whole)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """It is over."""
        if not self.gone.done():
            self.gone.set_result(self._farewell)

    def pause_writing(self) -> None:
        """The leader does not keep up."""
        self._paused(True)

    def resume_writing(self) -> None:
        """It does again."""
        self._paused(False)
