"""The book of a symbol: a snapshot, then what changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

from ..model.enums import BUY, SELL
from .ladder import Ladder
from .messages import BookDelta, BookSnapshot, Level
from .stream import Stream, Tally

KEPT: Final = 1_000
"""Deltas kept for subscribers that come back."""

Change = tuple[int, int, int, int]
"""Side, price in ticks, lots, orders."""


class BookStream(Stream):
    """The best ``depth`` levels of each side (0: all). ``seq`` is that of the last message."""

    def __init__(
        self, symbol: str, seq: int, ladder: Ladder, depth: int, tally: Tally, interval: float
    ) -> None:
        super().__init__(tally, interval)
        self.seq = seq
        self._symbol = symbol
        self._ladder = ladder
        self._depth = depth
        self._next_seq = seq
        self._changed: dict[tuple[int, int], Change] = {}
        self._shown = {side: self._top(side) for side in (BUY, SELL)} if depth else {}
        self._recent: deque[BookDelta] = deque(maxlen=KEPT)

    def snapshot(self) -> BookSnapshot:
        """The book as the last message left it."""
        if self._next_seq != self.seq:
            self.send()
        ladder, depth = self._ladder, self._depth
        bids, asks = ladder.bids.top(depth), ladder.asks.top(depth)
        checksum = ladder.checksum(depth)
        return BookSnapshot(
            self._symbol, self.seq, depth, ladder.num, ladder.den, bids, asks, checksum
        )

    def since(self, seq: int) -> list[BookDelta] | None:
        """The deltas after an event number; None when they are not all here any more."""
        if self._next_seq != self.seq:
            self.send()
        if seq >= self.seq:
            return [] if seq == self.seq or not self._recent else None
        if not self._recent or self._recent[0].prev_seq > seq:
            return None
        return [delta for delta in self._recent if delta.seq > seq]

    def change(self, changes: Iterable[Change], seq: int) -> None:
        """Take what a batch changed; the ladder has it already."""
        self._next_seq = seq
        if not self._depth:
            for change in changes:
                self._changed[change[0], change[1]] = change
        self.touch()

    def restart(self, ladder: Ladder, seq: int) -> None:
        """The book is another one, as after a change of the tick."""
        self._ladder = ladder
        self.seq = self._next_seq = seq
        self._changed.clear()
        self._recent.clear()
        if self._depth:
            self._shown = {side: self._top(side) for side in (BUY, SELL)}
        self.publish_latest()

    def send(self) -> None:
        """Publish the levels that changed."""
        if self._depth:
            bids, asks = self._difference(BUY), self._difference(SELL)
        else:
            bids, asks = self._levels(BUY), self._levels(SELL)
            self._changed.clear()
        if bids or asks:
            before, self.seq = self.seq, self._next_seq
            checksum = self._ladder.checksum(self._depth)
            delta = BookDelta(self._symbol, self.seq, before, self._depth, bids, asks, checksum)
            self._latest.clear()
            self._recent.append(delta)
            self.publish(delta)

    def _levels(self, side: int) -> list[Level]:
        num, den = self._ladder.num, self._ladder.den
        return [
            (price * num / den, qty, orders)
            for where, price, qty, orders in self._changed.values()
            if where == side
        ]

    def _top(self, side: int) -> dict[float, Level]:
        return {level[0]: level for level in self._ladder.side(side).top(self._depth)}

    def _difference(self, side: int) -> list[Level]:
        """What came into the best levels or changed there, and what left them."""
        before, now = self._shown[side], self._top(side)
        self._shown[side] = now
        found = [(price, 0, 0) for price in before if price not in now]
        found += [level for price, level in now.items() if before.get(price) != level]
        return found
