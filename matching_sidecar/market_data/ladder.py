"""The price levels of a book in order, and the checksum by which a client knows that its copy is right.

The checksum is CRC-32 (as in zlib, unsigned) of the text ``bids|asks`` in ASCII, each side its best
ten levels (fewer, if fewer are subscribed to), best first, as ``ticks:lots`` with commas between;
``ticks = round(price × tick_den ÷ tick_num)``. With bids 70.25 × 5 and 70.24 × 2, asks 70.27 × 1
and a tick of 1/100 that is the CRC-32 of ``7025:5,7024:2|7027:1``: 406286846.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from itertools import chain
from typing import Final
from zlib import crc32

from ..model.enums import BUY
from .messages import Level

CHECKED: Final = 10
"""Levels of each side in a checksum."""


class _Side:
    """Levels by key (see ``book.Level``), best first."""

    __slots__ = ("keys", "levels", "texts")

    def __init__(self) -> None:
        self.keys: list[int] = []
        self.levels: dict[int, Level] = {}
        self.texts: dict[int, str] = {}

    def set(self, key: int, ticks: int, level: Level) -> None:
        if not level[1]:
            if self.levels.pop(key, None) is not None:
                del self.keys[bisect_left(self.keys, key)], self.texts[key]
            return
        if key not in self.levels:
            insort(self.keys, key)
        self.levels[key] = level
        self.texts[key] = f"{ticks}:{level[1]}"

    def top(self, depth: int) -> list[Level]:
        keys = self.keys[:depth] if depth else self.keys
        return list(map(self.levels.__getitem__, keys))

    def text(self, depth: int) -> str:
        return ",".join(map(self.texts.__getitem__, self.keys[:depth]))


class Ladder:
    """Both sides of one book, kept while somebody listens. Prices are ticks of ``num / den``."""

    def __init__(
        self,
        num: int,
        den: int,
        bids: Iterable[tuple[int, int, int]] = (),
        asks: Iterable[tuple[int, int, int]] = (),
    ) -> None:
        self.num = num
        self.den = den
        self.bids = _Side()
        self.asks = _Side()
        self._checksums: dict[int, int] = {}
        for price, qty, orders in bids:
            self.set(True, price, qty, orders)
        for price, qty, orders in asks:
            self.set(False, price, qty, orders)

    def set(self, buy: bool, ticks: int, qty: int, orders: int) -> Level:
        """Take over a level; zero lots: it is gone."""
        level = (ticks * self.num / self.den, qty, orders)
        if buy:
            self.bids.set(-ticks, ticks, level)
        else:
            self.asks.set(ticks, ticks, level)
        self._checksums.clear()
        return level

    def update(self, bids: Iterable[Level], asks: Iterable[Level]) -> None:
        """Take over levels with prices, as a client gets them."""
        for buy, (price, qty, orders) in chain(
            ((True, level) for level in bids), ((False, level) for level in asks)
        ):
            self.set(buy, round(price * self.den / self.num), qty, orders)

    def side(self, side: int) -> _Side:
        """The levels of a side."""
        return self.bids if side == BUY else self.asks

    def checksum(self, depth: int = 0) -> int:
        """The checksum for who has the best ``depth`` levels (0: all)."""
        checked = min(depth or CHECKED, CHECKED)
        found = self._checksums.get(checked)
        if found is None:
            text = f"{self.bids.text(checked)}|{self.asks.text(checked)}"
            found = self._checksums[checked] = crc32(text.encode())
        return found
