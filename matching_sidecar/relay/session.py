"""One client of the relay, and whichever leader it is connected to."""

from __future__ import annotations

import asyncio
import contextlib
from time import monotonic
from typing import TYPE_CHECKING, Final

import structlog
from picows import WSFrame, WSListener, WSMsgType, WSTransport

from ..gateway import close_codes
from ..wire.messages import MAX_FRAME
from .conversation import Conversation
from .upstream import Upstream

if TYPE_CHECKING:
    from .sessions import Sessions

RETRY_SECONDS: Final = 0.1
TICK_SECONDS: Final = 0.5
GOODBYE_SECONDS: Final = 1.0
WAITING_BYTES: Final = 256 * 1024
ANOTHER_LEADER: Final = (0, close_codes.GOING_AWAY, close_codes.NOT_LEADER)
"""How a leader ends a session that goes on with the next one."""

_LOG = structlog.stdlib.get_logger(__name__)


class RelaySession(WSListener):
    """Passes frames on, both ways; see ``Conversation`` for what happens without a leader."""

    transport: WSTransport

    def __init__(self, sessions: Sessions) -> None:
        super().__init__()
        self.conversation = Conversation()
        self._sessions = sessions
        self._upstream: Upstream | None = None
        self._fragments: bytearray | None = None
        self._task: asyncio.Task[None] | None = None
        self._ended = False

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Look for a leader."""
        self.transport = transport
        transport.underlying_transport.set_write_buffer_limits(WAITING_BYTES, WAITING_BYTES // 4)
        self._sessions.add(self)
        self._task = asyncio.create_task(self._serve())
        self._task.add_done_callback(self._report)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """The client is gone; its orders stay."""
        self._ended = True
        self.move()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take a frame."""
        kind = frame.msg_type
        if transport.is_close_frame_sent:
            if kind is WSMsgType.CLOSE:
                transport.disconnect()
        elif kind is WSMsgType.CLOSE:
            transport.send_close(close_codes.OK)  # type: ignore[arg-type]  # typed as an enum
            transport.disconnect()
        elif kind is WSMsgType.BINARY:
            self.close(close_codes.UNSUPPORTED_DATA, "messages are JSON text")
        elif kind is WSMsgType.TEXT and frame.fin:
            self._say(frame.get_payload_as_bytes())
        elif kind in (WSMsgType.TEXT, WSMsgType.CONTINUATION):
            self._assemble(frame)

    def pause_writing(self) -> None:
        """The client does not keep up: the leader shall notice, it conflates."""
        if self._upstream is not None:
            self._upstream.pause(True)

    def resume_writing(self) -> None:
        """It does again."""
        if self._upstream is not None:
            self._upstream.pause(False)

    def move(self) -> None:
        """Leave the leader of now for the next one."""
        if self._upstream is not None:
            self._upstream.close()

    def close(self, code: int, reason: str) -> None:
        """Say goodbye to the client."""
        transport = self.transport
        if transport.is_close_frame_sent or transport.is_disconnected:
            return
        transport.send_close(code, reason.encode("ascii", "replace")[:123])  # type: ignore[arg-type]
        asyncio.get_running_loop().call_later(GOODBYE_SECONDS, transport.underlying_transport.abort)

    def give_up(self, before: float) -> None:
        """Refuse what has waited for a leader since ``before``."""
        if (refusals := self.conversation.give_up(before)) is not None:
            self._tell(refusals)

    async def _serve(self) -> None:
        """One leader after the other, until the client goes or a leader says goodbye to it."""
        while not self._ended:
            url = self._sessions.leader_url
            code, reason = (0, "") if url is None else await self._talk(url)
            if code not in ANOTHER_LEADER:
                self.close(code, reason)
                return
            # Not cancelled when the client goes: a connection just made would stay open.
            await asyncio.sleep(RETRY_SECONDS)

    def _report(self, task: asyncio.Task[None]) -> None:
        """Nothing is left to do; a defect of ours must not leave a client waiting."""
        self._sessions.discard(self)
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOG.error("a session failed", exc_info=error)
            self.close(close_codes.INTERNAL_ERROR, "the relay failed; its log has the reason")

    async def _talk(self, url: str) -> tuple[int, str]:
        """With one leader; gives the closing code and reason, 0 for none."""
        try:
            upstream = await Upstream.open(url, self._hear, self._pause)
        except OSError as error:
            _LOG.info("the leader cannot be reached", url=url, reason=str(error))
            return 0, ""
        if self._ended:
            upstream.close()
            return 0, ""
        self._upstream = upstream
        try:
            for frame in self.conversation.resume():
                upstream.send(frame)
            return await upstream.gone
        finally:
            self._upstream = None
            self.conversation.pause()
            self._pause(False)
            upstream.close()

    def _say(self, payload: bytes) -> None:
        on, back = self.conversation.say(payload, monotonic())
        if on is not None and self._upstream is not None:
            self._upstream.send(on)
        if back is not None:
            self._tell(back)

    def _hear(self, payload: bytes) -> None:
        conversation = self.conversation
        rest = conversation.hear(payload)
        if rest is not None:
            self._tell(rest)
        upstream = self._upstream
        if upstream is None:
            return
        if conversation.refused:
            upstream.close()
        elif conversation.heard_all:
            for frame in conversation.catch_up():
                upstream.send(frame)

    def _tell(self, payload: bytes) -> None:
        if not self.transport.is_disconnected and not self.transport.is_close_frame_sent:
            self.transport.send(WSMsgType.TEXT, payload)

    def _pause(self, paused: bool) -> None:
        transport = self.transport.underlying_transport
        if transport.is_closing():
            return
        with contextlib.suppress(RuntimeError):
            if paused:
                transport.pause_reading()
            else:
                transport.resume_reading()

    def _assemble(self, frame: WSFrame) -> None:
        """A message in several frames (RFC 6455 §5.4)."""
        if (frame.msg_type is WSMsgType.TEXT) != (self._fragments is None):
            self.close(close_codes.PROTOCOL_ERROR, "fragments out of order")
            return
        if self._fragments is None:
            self._fragments = bytearray()
        self._fragments += frame.get_payload_as_bytes()
        if len(self._fragments) > MAX_FRAME:
            self.close(close_codes.MESSAGE_TOO_BIG, f"a message has at most {MAX_FRAME} bytes")
        elif frame.fin:
            payload, self._fragments = bytes(self._fragments), None
            self._say(payload)
