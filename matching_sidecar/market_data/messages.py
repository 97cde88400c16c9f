"""Market data as the WebSocket says it.

Prices in the instrument's unit, quantities in lots, times in nanoseconds UTC. ``seq`` is the
number of the shard's last event that a message includes.
"""

from __future__ import annotations

import msgspec

Level = tuple[float, int, int]
"""Price, lots, orders."""
OrderEntry = tuple[int, str, float, int, int]
"""Order id, side, price, visible lots, priority (at a price the lower one is first)."""
BarEntry = tuple[int, float, float, float, float, int, float, int]
"""Start in nanoseconds, open, high, low, close, volume, vwap, number of trades."""


class BookSnapshot(msgspec.Struct, tag_field="type", tag="book"):
    """The best ``depth`` levels of each side (0: all), best first. ``checksum``: see ``ladder``."""

    symbol: str
    seq: int
    depth: int
    tick_num: int
    tick_den: int
    bids: list[Level]
    asks: list[Level]
    checksum: int


class BookDelta(msgspec.Struct, tag_field="type", tag="book_delta"):
    """The levels that changed between two updates; zero lots: the level is gone (from the best ones)."""

    symbol: str
    seq: int
    prev_seq: int
    depth: int
    bids: list[Level]
    asks: list[Level]
    checksum: int


class OrdersSnapshot(msgspec.Struct, tag_field="type", tag="l3"):
    """All orders in the book: bids then asks, each in priority."""

    symbol: str
    seq: int
    orders: list[OrderEntry]


class OrdersDelta(msgspec.Struct, tag_field="type", tag="l3_delta"):
    """The orders that came or changed, and the ids of those that left the book."""

    symbol: str
    seq: int
    prev_seq: int
    orders: list[OrderEntry]
    gone: list[int]


class Quote(msgspec.Struct, tag_field="type", tag="quote"):
    """Best bid and ask, last trade, and the trade date's figures; null where there is none.

    ``stale``: this node takes no orders just now, so what it says may be old.
    """

    symbol: str
    seq: int
    bid: float | None
    bid_qty: int
    ask: float | None
    ask_qty: int
    last: float | None
    last_qty: int
    volume: int
    open: float | None
    high: float | None
    low: float | None
    vwap: float | None
    settlement: float | None
    open_interest: int
    status: str
    stale: bool


class Statistics(msgspec.Struct, tag_field="type", tag="statistics"):
    """The trade date's figures. ``value`` is price times lots summed up; limits null: none."""

    symbol: str
    seq: int
    trade_date: str | None
    open: float | None
    high: float | None
    low: float | None
    last: float | None
    volume: int
    value: float
    vwap: float | None
    settlement: float | None
    open_interest: int
    limit_low: float | None
    limit_high: float | None
    status: str


class Phase(msgspec.Struct, tag_field="type", tag="phase"):
    """The phase of an instrument; in call phases what an auction would give now.

    ``surplus`` is buy minus sell at the indicative price. ``until`` is when a volatility halt
    ends.
    """

    symbol: str
    seq: int
    phase: str
    since: int
    until: int | None
    trade_date: str | None
    indicative_price: float | None
    indicative_qty: int
    surplus: int


class Trade(msgspec.Struct, tag_field="type", tag="trade", omit_defaults=True):
    """One match. ``aggressor`` is the side that took, "" in an auction.

    ``multileg`` tells a spread's own trade from that of a leg.
    """

    symbol: str
    seq: int
    trade_id: int
    ts: int
    price: float
    qty: int
    aggressor: str
    auction: bool = False
    multileg: str = ""


class TradeCancel(msgspec.Struct, tag_field="type", tag="trade_cancel"):
    """A trade was busted."""

    symbol: str
    seq: int
    trade_id: int
    ts: int


class TradeCorrect(msgspec.Struct, tag_field="type", tag="trade_correct"):
    """A trade has another price now."""

    symbol: str
    seq: int
    trade_id: int
    ts: int
    price: float
    qty: int


class Bars(msgspec.Struct, tag_field="type", tag="bars"):
    """The latest bars, oldest first; the last one may still change."""

    symbol: str
    seq: int
    interval: str
    bars: list[BarEntry]


class Bar(msgspec.Struct, tag_field="type", tag="bar"):
    """The newest bar, or one that begins."""

    symbol: str
    seq: int
    interval: str
    bar: BarEntry
