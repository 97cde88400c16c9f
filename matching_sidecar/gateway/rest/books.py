"""Answers with a book, encoded once for all who ask before it changes."""

from __future__ import annotations

from typing import Final

from ...market_data.feed import Feed
from ..http.message import Response, json

MAX_ANSWERS: Final = 256


class Books:
    """Remembers the latest answers by symbol and depth."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, int], tuple[int, Response]] = {}

    def get(self, feed: Feed, depth: int) -> Response:
        """The best ``depth`` levels of each side."""
        key = feed.symbol, depth
        known = self._answers.get(key)
        if known is not None and known[0] == feed.seq:
            return known[1]
        bids, asks = feed.levels(depth)
        answer = json({"symbol": feed.symbol, "seq": feed.seq, "bids": bids, "asks": asks})
        if len(self._answers) >= MAX_ANSWERS:
            self._answers.clear()
        self._answers[key] = feed.seq, answer
        return answer
