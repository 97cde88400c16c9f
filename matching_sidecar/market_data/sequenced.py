"""Streams of changes to something that began with a snapshot."""

from __future__ import annotations

from collections import deque
from typing import Final, Generic, TypeVar

from .messages import BookDelta, OrdersDelta
from .stream import Stream, Tally

KEPT: Final = 1_000
"""Deltas kept for subscribers that come back."""

Delta = TypeVar("Delta", BookDelta, OrdersDelta)


class Sequenced(Stream, Generic[Delta]):
    """``seq`` is that of the last message; ``_next_seq`` that of the last change."""

    def __init__(self, seq: int, tally: Tally, interval: float) -> None:
        super().__init__(tally, interval)
        self.seq = self._next_seq = seq
        self._recent: deque[Delta] = deque(maxlen=KEPT)

    def since(self, seq: int, last_seq: int) -> list[Delta] | None:
        """The deltas after an event number, which is not above ``last_seq``; None when they are not all here."""
        self.settle()
        if self.seq <= seq <= last_seq:
            return []
        if not self._recent or not self._recent[0].prev_seq <= seq < self.seq:
            return None
        return [delta for delta in self._recent if delta.seq > seq]

    def settle(self) -> None:
        """Send what has gathered, so that all are told the same."""
        if self._next_seq != self.seq:
            self.send()

    def publish_delta(self, delta: Delta) -> None:
        """Hand a delta to all and keep it."""
        self.seq = delta.seq
        self._latest.clear()
        self._recent.append(delta)
        self.publish(delta)

    def begin_anew(self, seq: int) -> None:
        """Nothing of before counts any more; subclasses publish a snapshot then."""
        self.seq = self._next_seq = seq
        self._recent.clear()
