"""The book of a symbol: a snapshot, then what changed."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.enums import BUY, SELL
from .ladder import Ladder
from .messages import BookDelta, BookSnapshot, Level
from .sequenced import Sequenced
from .stream import Tally

Change = tuple[int, int, int, int]
"""Side, price in ticks, lots, orders."""


class BookStream(Sequenced[BookDelta]):
    """The best ``depth`` levels of each side (0: all)."""

    def __init__(
        self, symbol: str, seq: int, ladder: Ladder, depth: int, tally: Tally, interval: float
    ) -> None:
        super().__init__(seq, tally, interval)
        self._symbol = symbol
        self._ladder = ladder
        self._depth = depth
        self._changed: dict[tuple[int, int], Change] = {}
        self._shown = {side: self._top(side) for side in (BUY, SELL)} if depth else {}

    def snapshot(self) -> BookSnapshot:
        """The book as the last message left it."""
        self.settle()
        ladder, depth = self._ladder, self._depth
        bids, asks = ladder.bids.top(depth), ladder.asks.top(depth)
        checksum = ladder.checksum(depth)
        return BookSnapshot(
            self._symbol, self.seq, depth, ladder.num, ladder.den, bids, asks, checksum
        )

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
        self.begin_anew(seq)
        self._changed.clear()
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
            seq, checksum = self._next_seq, self._ladder.checksum(self._depth)
            self.publish_delta(
                BookDelta(self._symbol, seq, self.seq, self._depth, bids, asks, checksum)
            )

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
