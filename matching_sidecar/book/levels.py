"""The price levels of one side, sorted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .level import Level

CHUNK: Final = 512


class Levels:
    """Levels by key (see ``Level``), the best one last.

    Most that happens happens near the best price: there the end of a list is as good as a stack.
    Very many levels stand in several lists, so that a new one far away moves few others. ``best``
    is None when there are none.
    """

    __slots__ = ("_chunks", "best", "side")

    def __init__(self, side: int) -> None:
        self.side = side
        self.best: Level | None = None
        self._chunks: list[list[Level]] = [[]]

    def find(self, key: int) -> Level | None:
        """The level with this key."""
        chunk = self._chunks[self._chunk(key)]
        place = _place(chunk, key)
        if place < len(chunk):
            level = chunk[place]
            if level.key == key:
                return level
        return None

    def at(self, key: int, price: int) -> Level:
        """The level with this key, made when there is none."""
        best = self.best
        if best is not None and best.key == key:
            return best
        index = self._chunk(key)
        chunk = self._chunks[index]
        place = _place(chunk, key)
        if place < len(chunk):
            level = chunk[place]
            if level.key == key:
                return level
        level = Level(self.side, key, price)
        chunk.insert(place, level)
        if best is None or key < best.key:
            self.best = level
        if len(chunk) > CHUNK:
            self._chunks.insert(index + 1, chunk[CHUNK // 2 :])
            self._chunks[index] = chunk[: CHUNK // 2]
        return level

    def remove(self, level: Level) -> None:
        """Take a level out."""
        index = self._chunk(level.key)
        chunk = self._chunks[index]
        chunk.pop(_place(chunk, level.key))
        if not chunk and len(self._chunks) > 1:
            self._chunks.pop(index)
        if level is self.best:
            last = self._chunks[-1]
            self.best = last[-1] if last else None

    def __iter__(self) -> Iterator[Level]:
        """Best first."""
        for chunk in reversed(self._chunks):
            yield from reversed(chunk)

    def _chunk(self, key: int) -> int:
        """Where in ``_chunks`` a key belongs."""
        low, high = 0, len(self._chunks) - 1
        while low < high:
            middle = (low + high) >> 1
            if self._chunks[middle][-1].key > key:
                low = middle + 1
            else:
                high = middle
        return low


def _place(chunk: list[Level], key: int) -> int:
    """Where in a chunk a key stands or would stand."""
    low, high = 0, len(chunk)
    while low < high:
        middle = (low + high) >> 1
        if chunk[middle].key > key:
            low = middle + 1
        else:
            high = middle
    return low
