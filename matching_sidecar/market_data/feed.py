"""One symbol's market data: its streams, fed by what a batch changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from ..model.enums import BUY, SELL
from ..model.events import Execution
from . import states, trades
from .bar_stream import BarStream
from .book_stream import BookStream
from .l3_stream import L3Stream
from .ladder import Ladder
from .stream import Changing, Stream, Tally

if TYPE_CHECKING:
    from ..book.order import Order
    from ..engine.engine import Engine
    from .bar_history import BarHistory

Channel = Literal["quotes", "book", "l3", "trades", "statistics", "phases", "bars"]

INTEREST_SECONDS: Final = 20e-6
"""Open interest is added up again after so many seconds for each account, at the earliest."""

S = TypeVar("S", bound=Stream)


class Feed:
    """Market data of one symbol. ``seq`` is the last event that changed its book."""

    def __init__(
        self, symbol: str, engine: Engine, bars: BarHistory, tally: Tally, stale: Callable[[], bool]
    ) -> None:
        self.symbol = symbol
        self.instrument = engine.instruments[symbol]
        self.seq = engine.event_seq
        self.stale = stale
        self._engine = engine
        self._bars = bars
        self._tally = tally
        self._streams: dict[tuple[Channel, int | str, float], Stream] = {}
        self._ladder: Ladder | None = None
        self._tick = self._current_tick()
        self._interest = 0
        self._interest_trade = -1
        self._interest_after = 0.0

    def price(self, ticks: int) -> float:
        """A number of ticks as a price."""
        return self.instrument.row.to_price(ticks)

    def levels(self, depth: int) -> tuple[list[tuple[float, int, int]], ...]:
        """The best ``depth`` levels of each side (0: all), bids first, as (price, lots, orders)."""
        book = self.instrument.book
        return tuple(
            [(self.price(price), qty, orders) for price, qty, orders in book.levels(side, depth)]
            for side in (BUY, SELL)
        )

    def open_interest(self) -> int:
        """Lots held long over all accounts, which are as many as are held short."""
        engine = self._engine
        if engine.trade_id != self._interest_trade and monotonic() >= self._interest_after:
            accounts = engine.accounts.values()
            held = (account.exposures.get(self.symbol) for account in accounts)
            self._interest = sum(one.net for one in held if one is not None and one.net > 0)
            self._interest_trade = engine.trade_id
            self._interest_after = monotonic() + INTEREST_SECONDS * len(accounts)
        return self._interest

    def open(self, channel: Channel, option: int | str = 0, interval: float = 0.0) -> Stream:
        """The stream of a channel; ``option`` is a book's depth or the length of bars."""
        key = channel, option, interval
        found = self._streams.get(key)
        if found is None:
            found = self._streams[key] = self._make(channel, option, interval)
        return found

    def close(self, stream: Stream) -> None:
        """Give a stream up to which nobody listens any more."""
        stream.close()
        self._streams = {key: kept for key, kept in self._streams.items() if kept is not stream}
        if not any(self._of(BookStream)):
            self._ladder = None

    def follows(self, channel: Channel) -> bool:
        """Whether a channel has a stream."""
        return any(key[0] == channel for key in self._streams)

    def book_changed(self, seq: int) -> None:
        """Publish what a batch changed."""
        self.seq = seq
        book = self.instrument.book
        if self._ladder is None:
            book.forget_changes()
        else:
            changes = book.take_changes()
            for side, price, qty, orders in changes:
                self._ladder.set(side == BUY, price, qty, orders)
            if changes:
                for book_stream in self._of(BookStream):
                    book_stream.change(changes, seq)
        calls = self.instrument.status in states.CALL_PHASES
        for stream in self._streams.values():
            if isinstance(stream, states.QuoteStream | states.StatisticsStream) or (
                calls and isinstance(stream, states.PhaseStream)
            ):
                stream.touch()

    def orders_changed(self, orders: Iterable[tuple[int, Order | None]], seq: int) -> None:
        """Publish, order by order, what a batch's events are about."""
        for stream in self._of(L3Stream):
            stream.change(orders, seq)

    def status_changed(self, seq: int) -> None:
        """Publish a new phase or definition. In another tick every price is another: the book is sent anew."""
        self.seq = seq
        tick = self._current_tick()
        if tick != self._tick:
            self._tick = tick
            if self._ladder is not None:
                self._ladder = self._make_ladder()
                for book_stream in self._of(BookStream):
                    book_stream.restart(self._ladder, seq)
        for orders in self._of(L3Stream):
            orders.restart(seq)
        for state in self._streams.values():
            if isinstance(state, Changing):
                state.send()

    def health_changed(self) -> None:
        """Publish that quotes are stale now, or not any more."""
        for quotes in self._of(states.QuoteStream):
            quotes.send()

    def traded(self, fills: list[Execution]) -> None:
        """Publish trades, cancelled and corrected ones, and the bars they are in."""
        for stream in self._of(trades.TradeStream):
            for fill in fills:
                stream.publish(trades.message(fill))
        if any(map(trades.is_print, fills)):
            for bars in self._of(BarStream):
                bars.touch()

    def _of(self, kind: type[S]) -> Iterator[S]:
        return (stream for stream in self._streams.values() if isinstance(stream, kind))

    def _make(self, channel: Channel, option: int | str, interval: float) -> Stream:
        tally = self._tally
        if channel == "book":
            if self._ladder is None:
                self._ladder = self._make_ladder()
            return BookStream(self.symbol, self.seq, self._ladder, int(option), tally, interval)
        if channel == "l3":
            return L3Stream(self.instrument, self.seq, tally, interval)
        if channel == "trades":
            return trades.TradeStream(tally)
        if channel == "bars":
            return BarStream(self.symbol, str(option), self._bars, tally, interval)
        if channel == "statistics":
            return states.StatisticsStream(self, tally, interval)
        if channel == "phases":
            return states.PhaseStream(self, tally, interval)
        return states.QuoteStream(self, tally, interval)

    def _make_ladder(self) -> Ladder:
        book = self.instrument.book
        book.forget_changes()
        num, den = self._current_tick()
        return Ladder(num, den, book.levels(BUY), book.levels(SELL))

    def _current_tick(self) -> tuple[int, int]:
        row = self.instrument.row
        return row.tick_num, row.tick_den
