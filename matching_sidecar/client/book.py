"""A client's copy of a book, kept right by sequence numbers and checksums."""

from __future__ import annotations

from typing import Final

from ..market_data.ladder import Ladder
from ..market_data.messages import BookDelta, BookSnapshot, Level

EMPTY: Final = Ladder(1, 1)


class BookCopy:
    """The best ``depth`` levels of a symbol (0: all), best first, as (price, lots, orders).

    ``current`` while it is known to be right; ``resyncs`` counts how often it had to begin anew.
    """

    def __init__(self, symbol: str, depth: int = 0) -> None:
        self.symbol = symbol
        self.depth = depth
        self.seq = 0
        self.current = False
        self.resyncs = 0
        self._ladder = EMPTY

    @property
    def bids(self) -> list[Level]:
        """What is bid."""
        return self._ladder.bids.top(0)

    @property
    def asks(self) -> list[Level]:
        """What is asked."""
        return self._ladder.asks.top(0)

    def take(self, message: BookSnapshot | BookDelta) -> bool:
        """Take over a message; False: something is missing or wrong, subscribe again.

        Until the snapshot comes, deltas are left aside.
        """
        if isinstance(message, BookSnapshot):
            self._ladder = Ladder(message.tick_num, message.tick_den)
            self.current = True
        elif not self.current or message.seq <= self.seq:
            return True
        elif message.prev_seq > self.seq:
            return self._lost()
        self.seq = message.seq
        self._ladder.update(message.bids, message.asks)
        if self._ladder.checksum(self.depth) != message.checksum:
            return self._lost()
        return True

    def _lost(self) -> bool:
        self.current = False
        self.resyncs += 1
        return False
