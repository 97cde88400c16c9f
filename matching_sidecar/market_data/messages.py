"""Market data as the WebSocket says it.

Prices in the instrument's unit, quantities in lots, times in nanoseconds UTC.
"""

from __future__ import annotations

import msgspec

Level = tuple[float, int, int]
"""Price, lots, orders."""


class BookSnapshot(msgspec.Struct, tag_field="type", tag="book"):
    """The whole book after update ``seq``, best levels first."""

    symbol: str
    seq: int
    bids: list[Level]
    asks: list[Level]


class BookDelta(msgspec.Struct, tag_field="type", tag="book_delta"):
    """The levels that changed between two updates; zero lots: the level is gone."""

    symbol: str
    seq: int
    prev_seq: int
    bids: list[Level]
    asks: list[Level]


class Quote(msgspec.Struct, tag_field="type", tag="quote"):
    """Best bid and ask, last trade, volume since the shard began; null where there is none."""

    symbol: str
    seq: int
    bid: float | None
    bid_qty: int
    ask: float | None
    ask_qty: int
    last: float | None
    last_qty: int
    volume: int
    status: str


class Trade(msgspec.Struct, tag_field="type", tag="trade"):
    """One match. ``aggressor`` is the side that took."""

    symbol: str
    trade_id: int
    ts: int
    price: float
    qty: int
    aggressor: str
