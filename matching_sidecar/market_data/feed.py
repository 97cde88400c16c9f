"""One symbol's market data: who listens, and what they are told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Literal, Protocol

import msgspec

from ..model.enums import BUY, SELL, SIDE_NAMES, STATUS_NAMES
from ..model.events import Execution
from .messages import BookDelta, BookSnapshot, Level, Quote, Trade

if TYPE_CHECKING:
    from ..book.instrument import InstrumentState

Channel = Literal["quotes", "book", "trades"]
CHANNELS: Final[tuple[Channel, ...]] = ("quotes", "book", "trades")

_ENCODE: Final = msgspec.json.Encoder().encode


class Subscriber(Protocol):
    """Who listens. While ``slow``, books and quotes are not queued for it: it catches up with the latest later."""

    slow: bool

    def post(self, message: bytes) -> None:
        """Take an encoded message."""

    def lag(self, feed: Feed, channel: Channel) -> None:
        """Remember to call ``feed.catch_up`` once there is room again."""


class Feed:
    """Market data of one symbol. ``seq`` counts the book's updates."""

    __slots__ = ("_instrument", "_quote", "_snapshot", "_tick", "seq", "subscribers", "symbol")

    def __init__(self, symbol: str, instrument: InstrumentState) -> None:
        self.symbol = symbol
        self.seq = 0
        self.subscribers: dict[Channel, set[Subscriber]] = {name: set() for name in CHANNELS}
        self._instrument = instrument
        self._tick = self._current_tick()
        self._snapshot: bytes | None = None
        self._quote: Quote | None = None

    def book(self, depth: int = 0) -> BookSnapshot:
        """The best ``depth`` levels of each side (0: all)."""
        book = self._instrument.book
        return BookSnapshot(
            self.symbol,
            self.seq,
            self._levels(book.levels(BUY, depth)),
            self._levels(book.levels(SELL, depth)),
        )

    def quote(self) -> Quote:
        """Best bid and ask and the last trade, now."""
        state = self._instrument
        bid, ask = state.book.best(BUY), state.book.best(SELL)
        return Quote(
            self.symbol,
            self.seq,
            self._price(bid[0]) if bid else None,
            bid[1] if bid else 0,
            self._price(ask[0]) if ask else None,
            ask[1] if ask else 0,
            None if state.last_price is None else self._price(state.last_price),
            state.last_qty,
            state.volume,
            STATUS_NAMES[state.status],
        )

    def catch_up(self, channel: Channel) -> bytes | None:
        """What a subscriber that is new or fell behind needs to go on; None: nothing."""
        if channel == "book":
            if self._snapshot is None:
                self._snapshot = _ENCODE(self.book())
            return self._snapshot
        return _ENCODE(self.quote()) if channel == "quotes" else None

    def book_changed(self) -> int:
        """Publish what a batch changed; gives the number of messages sent."""
        book = self._instrument.book
        sent = 0
        if book.changes:
            self.seq += 1
            self._snapshot = None
            if self.subscribers["book"]:
                sent = self._publish("book", _ENCODE(self._delta()))
            else:
                book.forget_changes()
        return sent + self._publish_quote()

    def status_changed(self) -> int:
        """Publish a new status or definition. In another tick every price is another: the book is sent anew."""
        sent = 0
        tick = self._current_tick()
        if tick != self._tick:
            self._tick = tick
            self._instrument.book.forget_changes()
            self.seq += 1
            self._snapshot = None
            sent = self._publish("book", self.catch_up("book") or b"")
        return sent + self._publish_quote()

    def trades(self, fills: Iterable[Execution]) -> int:
        """Publish trades, given the taker's report of each."""
        sent = 0
        for fill in fills:
            price = fill.last_price * fill.tick_num / fill.tick_den
            side = SIDE_NAMES[fill.side]
            trade = Trade(self.symbol, fill.trade_id, fill.ts, price, fill.last_qty, side)
            sent += self._publish("trades", _ENCODE(trade))
        return sent

    def _delta(self) -> BookDelta:
        bids: list[Level] = []
        asks: list[Level] = []
        for side, price, qty, orders in self._instrument.book.take_changes():
            (bids if side == BUY else asks).append((self._price(price), qty, orders))
        return BookDelta(self.symbol, self.seq, self.seq - 1, bids, asks)

    def _publish_quote(self) -> int:
        if not self.subscribers["quotes"]:
            return 0
        quote = self.quote()
        before, self._quote = self._quote, quote
        if before is not None:
            before.seq = quote.seq
            if before == quote:
                return 0
        return self._publish("quotes", _ENCODE(quote))

    def _publish(self, channel: Channel, message: bytes) -> int:
        subscribers = self.subscribers[channel]
        for subscriber in subscribers:
            if subscriber.slow and channel != "trades":
                subscriber.lag(self, channel)
            else:
                subscriber.post(message)
        return len(subscribers)

    def _levels(self, levels: list[tuple[int, int, int]]) -> list[Level]:
        return [(self._price(price), qty, orders) for price, qty, orders in levels]

    def _price(self, ticks: int) -> float:
        return self._instrument.row.to_price(ticks)

    def _current_tick(self) -> tuple[int, int]:
        row = self._instrument.row
        return row.tick_num, row.tick_den
