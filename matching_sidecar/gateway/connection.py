"""A session's side of its line: messages gathered into frames, and what slow clients are spared."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import msgspec
import structlog

from ..journal.revocations import Scope
from ..market_data.stream import JSON, MSGPACK, Stream
from ..wire.messages import MAX_BATCH
from ..wire.packed import pack_array
from .line import Line

if TYPE_CHECKING:
    from .hub import Hub

_LOG = structlog.stdlib.get_logger(__name__)


class Connection(ABC):
    """What a session says and hears.

    ``slow`` while more waits to be sent than the client takes; ``binary``: its messages are
    MessagePack, not JSON.
    """

    __slots__ = ("_hub", "_lagging", "_line", "_outbox", "_timer", "binary", "slow")

    def __init__(self, hub: Hub, line: Line) -> None:
        self.slow = False
        self.binary = line.binary
        self._hub = hub
        self._line = line
        # Fifty thousand connections mostly wait: what is empty takes no room.
        self._outbox: list[bytes] | None = None
        self._lagging: set[Stream] | None = None
        self._timer: asyncio.TimerHandle | None = None
        hub.sessions.add(self)

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

    def lost(self) -> None:
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
        """Send what has gathered, in frames a client can take."""
        outbox, self._outbox = self._outbox, None
        if outbox is None:
            return
        for start in range(0, len(outbox), MAX_BATCH):
            if self._line.closing:
                return
            frame = outbox[start : start + MAX_BATCH]
            self._line.send(pack_array(frame) if self.binary else b"[%b]" % b",".join(frame))

    def close(self, code: int, reason: str) -> None:
        """Send what has gathered and a goodbye."""
        if not self._line.closing:
            self.flush()
            _LOG.info("closing a session", sub=self.sub, close_code=int(code), reason=reason)
            self._line.goodbye(code, reason.encode("ascii", "replace"))

    def close_in(self, seconds: float, code: int, reason: str) -> None:
        """Close later, unless told otherwise before."""
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(max(seconds, 0), self.close, code, reason)
