"""Market data of all symbols: fed by the shard's batches, handed to subscribers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from ..model.events import Event, Execution
from . import trades
from .bar_history import BarHistory
from .book_stream import BookStream
from .feed import Channel, Feed
from .l3_stream import L3Stream
from .stream import JSON, MSGPACK, Stream, Subscriber, Tally

if TYPE_CHECKING:
    from ..book.order import Order
    from ..shard.reply import Batch
    from ..shard.shard import Shard

LOOK_BACK: Final = 20_000
"""Events of the log that are searched for trades."""

Subscription = tuple[Feed, Channel, Stream]


class MarketData:
    """The feeds of a shard. What nobody listens to is not worked out."""

    def __init__(self, shard: Shard) -> None:
        self._shard = shard
        self._engine = shard.engine
        self._tally = Tally()
        self._feeds: dict[str, Feed] = {}
        self._subscriptions: dict[Subscriber, dict[tuple[str, str, str], Subscription]] = {}
        self._listening: dict[Channel, int] = {}
        self.bars = BarHistory(shard.event_log)
        shard.health.on_change = self._health_changed

    @property
    def sent(self) -> int:
        """Messages handed to subscribers."""
        return self._tally.sent

    def feed(self, symbol: str) -> Feed | None:
        """The feed of a symbol; None when there is no such instrument."""
        found = self._feeds.get(symbol)
        if found is None and symbol in self._engine.instruments:
            health = self._shard.health
            found = self._feeds[symbol] = Feed(
                symbol, self._engine, self.bars, self._tally, lambda: not health.ready
            )
        return found

    def on_batch(self, batch: Batch) -> None:
        """Publish what a durable batch changed."""
        listening = self._listening
        if listening.get("trades") or self.bars.active:
            self._publish_trades(batch.events)
        seq = batch.events[-1].seq if batch.events else self._engine.event_seq
        for symbol in batch.statuses:
            if (feed := self.feed(symbol)) is not None:
                feed.status_changed(seq)
        if listening.get("l3"):
            self._publish_orders(batch.events, seq)
        for symbol in batch.books:
            if (feed := self.feed(symbol)) is not None:
                feed.book_changed(seq)

    def subscribe(
        self,
        subscriber: Subscriber,
        feed: Feed,
        channel: Channel,
        *,
        depth: int = 0,
        bars: str = "1m",
        interval: float = 0.0,
        since: int | None = None,
    ) -> None:
        """Begin with what there is now, or with what came after event ``since``; again: begin anew.

        A subscriber has one subscription of each channel and symbol (of bars: and length).
        ``interval`` in seconds: what changes is gathered for so long.
        """
        option = bars if channel == "bars" else depth if channel == "book" else 0
        self.unsubscribe(subscriber, feed, channel, bars)
        stream = feed.open(channel, option, interval)
        if channel == "bars":
            self.bars.when_ready(partial(self._begin, subscriber, stream, None))
        else:
            self._begin(subscriber, stream, since, feed.symbol)
        stream.subscribers.add(subscriber)
        known = self._subscriptions.setdefault(subscriber, {})
        known[feed.symbol, channel, bars if channel == "bars" else ""] = (feed, channel, stream)
        self._listening[channel] = self._listening.get(channel, 0) + 1

    def unsubscribe(
        self, subscriber: Subscriber, feed: Feed, channel: Channel, bars: str = ""
    ) -> None:
        """Stop; harmless when not subscribed. Of bars: those of a length, "" all."""
        known = self._subscriptions.get(subscriber, {})
        for key, (_feed, _channel, stream) in list(known.items()):
            if key[:2] == (feed.symbol, channel) and bars in ("", key[2] or bars):
                del known[key]
                self._listening[channel] -= 1
                stream.subscribers.discard(subscriber)
                if not stream.subscribers:
                    feed.close(stream)

    def forget(self, subscriber: Subscriber) -> None:
        """Stop everything of a subscriber."""
        for feed, channel, _stream in list(self._subscriptions.get(subscriber, {}).values()):
            self.unsubscribe(subscriber, feed, channel)
        self._subscriptions.pop(subscriber, None)

    def close(self) -> None:
        """Work nothing out any more."""
        self.bars.stop()

    def latest_trades(self, symbol: str, limit: int) -> list[trades.TradeMessage]:
        """Up to ``limit`` of the newest trades, cancels and corrections among the last events, oldest first."""
        log = self._shard.event_log
        found = self._trades_since(max(log.last_seq - LOOK_BACK, 0), symbol)
        return found[-limit:]

    def _health_changed(self) -> None:
        for feed in self._feeds.values():
            feed.health_changed()

    def _begin(
        self, subscriber: Subscriber, stream: Stream, since: int | None, symbol: str = ""
    ) -> None:
        encode = MSGPACK if subscriber.binary else JSON
        if since is not None and isinstance(stream, BookStream | L3Stream):
            deltas = stream.since(since, self._engine.event_seq)
            if deltas is not None:
                for delta in deltas:
                    subscriber.post(encode(delta))
                return
        if since is not None and isinstance(stream, trades.TradeStream):
            for trade in self._trades_since(since, symbol):
                subscriber.post(encode(trade))
            return
        latest = stream.latest(subscriber.binary)
        if latest is not None:
            subscriber.post(latest)

    def _trades_since(self, seq: int, symbol: str) -> list[trades.TradeMessage]:
        events = self._shard.event_log.read(seq + 1, LOOK_BACK)
        return [trades.message(e) for e in trades.trades(events) if e.symbol == symbol]

    def _publish_trades(self, events: list[Event]) -> None:
        found: dict[str, list[Execution]] = {}
        for event in trades.trades(events):
            if self.bars.active and trades.is_print(event):
                self.bars.add(event)
            found.setdefault(event.symbol, []).append(event)
        for symbol, fills in found.items():
            if (feed := self.feed(symbol)) is not None:
                feed.traded(fills)

    def _publish_orders(self, events: list[Event], seq: int) -> None:
        found: dict[str, dict[int, Order | None]] = {}
        accounts = self._engine.accounts
        for event in events:
            if type(event) is Execution:
                feed = self._feeds.get(event.symbol)
                if feed is not None and feed.follows("l3"):
                    order = accounts[event.account].order(event.cl_ord_id)
                    found.setdefault(event.symbol, {})[event.order_id] = order
        for symbol, orders in found.items():
            self._feeds[symbol].orders_changed(orders.items(), seq)
