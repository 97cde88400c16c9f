"""A channel of a symbol: who listens, and that each message is encoded once for all of them."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from typing import Any, Final, Protocol

import msgspec

JSON: Final = msgspec.json.Encoder().encode
MSGPACK: Final = msgspec.msgpack.Encoder().encode


class Subscriber(Protocol):
    """Who listens.

    While ``slow``, what can be caught up with is not queued for it; ``binary``: it takes
    MessagePack.
    """

    slow: bool
    binary: bool

    def post(self, message: bytes) -> None:
        """Take an encoded message."""

    def lag(self, stream: Stream) -> None:
        """Remember to ask for ``stream.latest`` once there is room again."""


class Tally:
    """Counts the messages handed to subscribers."""

    __slots__ = ("sent",)

    def __init__(self) -> None:
        self.sent = 0


class Stream:
    """One channel of one symbol, as one kind of subscriber wants it.

    With an ``interval`` (seconds) changes are gathered and sent that often at most. ``lossless``
    channels send every message to slow subscribers, too.
    """

    lossless = False

    def __init__(self, tally: Tally, interval: float = 0.0) -> None:
        self.subscribers: set[Subscriber] = set()
        self.interval = interval
        self._tally = tally
        self._latest: dict[bool, bytes] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._not_before = 0.0

    @abstractmethod
    def snapshot(self) -> msgspec.Struct | None:
        """What a subscriber that is new or fell behind needs to go on; None: nothing."""

    @abstractmethod
    def send(self) -> None:
        """Publish what has changed since the last time."""

    def latest(self, binary: bool) -> bytes | None:
        """``snapshot`` encoded; kept until something changes."""
        found = self._latest.get(binary)
        if found is None:
            content = self.snapshot()
            if content is None:
                return None
            found = self._latest[binary] = MSGPACK(content) if binary else JSON(content)
        return found

    def touch(self) -> None:
        """Something changed: send it now, or when the interval is over."""
        self._latest.clear()
        if not self.interval:
            self.send()
        elif self._timer is None:
            loop = asyncio.get_running_loop()
            wait = self._not_before - loop.time()
            if wait <= 0:
                self._due()
            else:
                self._timer = loop.call_later(wait, self._due)

    def publish(self, content: msgspec.Struct) -> None:
        """Hand a message to all."""
        json = packed = b""
        for subscriber in self.subscribers:
            if subscriber.slow and not self.lossless:
                subscriber.lag(self)
            elif subscriber.binary:
                packed = packed or MSGPACK(content)
                subscriber.post(packed)
            else:
                json = json or JSON(content)
                subscriber.post(json)
        self._tally.sent += len(self.subscribers)

    def publish_latest(self) -> None:
        """Hand the snapshot to all: what they had is of no use any more."""
        self._latest.clear()
        content = self.snapshot()
        if content is not None:
            self.publish(content)

    def close(self) -> None:
        """Nobody listens any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _due(self) -> None:
        self._timer = None
        self._not_before = asyncio.get_running_loop().time() + self.interval
        self.send()


class Changing(Stream):
    """A stream of whole states, sent when one differs from the one before in more than its ``seq``."""

    def __init__(self, tally: Tally, interval: float = 0.0) -> None:
        super().__init__(tally, interval)
        self._before: Any = None

    @abstractmethod
    def snapshot(self) -> Any:
        """The state now, with a ``seq``."""

    def send(self) -> None:
        """Publish the state if it is another one."""
        self._latest.clear()
        now, before = self.snapshot(), self._before
        self._before = now
        if before is not None:
            before.seq = now.seq
            if before == now:
                return
        self.publish(now)
