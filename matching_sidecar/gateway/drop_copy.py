"""Every event to sessions that may see all: from any event number on, out of the event log, at their own pace."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from ..model.events import Event
from ..wire import reports

if TYPE_CHECKING:
    from ..shard.event_log import EventLog

PERMISSION: Final = "drop_copy"
CHUNK: Final = 500
"""Events read from the log at a time; other work comes in between."""
SLOW_SECONDS: Final = 0.05

Encode = Callable[[Event, bool], bytes]


class Listener(Protocol):
    """A session; while ``slow`` it gets nothing."""

    slow: bool
    binary: bool

    def post(self, message: bytes) -> None:
        """Take an encoded message."""


class DropCopies:
    """The sessions and how far each has come."""

    def __init__(self, log: EventLog, encode: Encode) -> None:
        self._log = log
        self._encode = encode
        self._copies: dict[Listener, _Copy] = {}

    def add(self, listener: Listener, since: int | None) -> None:
        """Send a listener every event after number ``since``; None: from now on."""
        self.remove(listener)
        after = self._log.last_seq if since is None else since
        self._copies[listener] = copy = _Copy(listener, self._log, self._encode, after)
        copy.catch_up()

    def remove(self, listener: Listener) -> None:
        """Stop; harmless when not added."""
        copy = self._copies.pop(listener, None)
        if copy is not None:
            copy.stop()

    def publish(self, events: Sequence[Event]) -> None:
        """Hand out a batch's events."""
        for copy in self._copies.values():
            copy.publish(events)


class _Copy:
    """What one listener has got: everything up to event ``_seq``."""

    def __init__(self, listener: Listener, log: EventLog, encode: Encode, seq: int) -> None:
        self._listener = listener
        self._log = log
        self._encode = encode
        self._seq = seq
        self._timer: asyncio.TimerHandle | None = None

    def publish(self, events: Sequence[Event]) -> None:
        if self._timer is not None or not events or events[-1].seq <= self._seq:
            return
        if self._listener.slow or events[0].seq != self._seq + 1:
            self.catch_up()
        else:
            self._post(events, self._encode)

    def catch_up(self) -> None:
        """Send a piece of the log; go on a moment later if that was not all."""
        self._timer = None
        if not self._listener.slow and self._seq < self._log.last_seq:
            self._post(self._log.read(self._seq + 1, CHUNK), _encode_once)
        if self._seq < self._log.last_seq:
            wait = SLOW_SECONDS if self._listener.slow else 0.0
            self._timer = asyncio.get_running_loop().call_later(wait, self.catch_up)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _post(self, events: Sequence[Event], encode: Encode) -> None:
        listener = self._listener
        for event in events:
            listener.post(encode(event, listener.binary))
        self._seq = events[-1].seq


def _encode_once(event: Event, binary: bool) -> bytes:
    return reports.pack(event) if binary else reports.encode(event)
