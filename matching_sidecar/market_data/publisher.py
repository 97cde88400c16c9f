"""Market data of all symbols: fed by the shard's batches, handed to subscribers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.enums import TAKER
from ..model.events import Execution
from .feed import Channel, Feed, Subscriber

if TYPE_CHECKING:
    from ..engine.engine import Engine
    from ..shard.reply import Batch


class MarketData:
    """The feeds of a shard. ``sent`` counts messages handed to subscribers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._feeds: dict[str, Feed] = {}
        self._subscriptions: dict[Subscriber, set[tuple[Feed, Channel]]] = {}
        self._trade_subscriptions = 0
        self.sent = 0

    def feed(self, symbol: str) -> Feed | None:
        """The feed of a symbol; None when there is no such instrument."""
        found = self._feeds.get(symbol)
        if found is None:
            instrument = self._engine.instruments.get(symbol)
            if instrument is not None:
                found = self._feeds[symbol] = Feed(symbol, instrument)
        return found

    def on_batch(self, batch: Batch) -> None:
        """Publish what a durable batch changed."""
        sent = 0
        if self._trade_subscriptions:
            sent += self._publish_trades(batch)
        for symbol in batch.statuses:
            feed = self.feed(symbol)
            if feed is not None:
                sent += feed.status_changed()
        for symbol in batch.books:
            feed = self.feed(symbol)
            if feed is not None:
                sent += feed.book_changed()
        self.sent += sent

    def subscribe(self, subscriber: Subscriber, feed: Feed, channel: Channel) -> None:
        """Begin with what there is now; again: begin anew."""
        listeners = feed.subscribers[channel]
        if subscriber not in listeners:
            listeners.add(subscriber)
            self._subscriptions.setdefault(subscriber, set()).add((feed, channel))
            self._trade_subscriptions += channel == "trades"
        first = feed.catch_up(channel)
        if first is not None:
            subscriber.post(first)

    def unsubscribe(self, subscriber: Subscriber, feed: Feed, channel: Channel) -> None:
        """Stop; harmless when not subscribed."""
        listeners = feed.subscribers[channel]
        if subscriber in listeners:
            listeners.remove(subscriber)
            self._subscriptions[subscriber].discard((feed, channel))
            self._trade_subscriptions -= channel == "trades"

    def forget(self, subscriber: Subscriber) -> None:
        """Stop everything of a subscriber."""
        for feed, channel in list(self._subscriptions.get(subscriber, ())):
            self.unsubscribe(subscriber, feed, channel)
        self._subscriptions.pop(subscriber, None)

    def _publish_trades(self, batch: Batch) -> int:
        fills: dict[str, list[Execution]] = {}
        for event in batch.events:
            if type(event) is Execution and event.liquidity == TAKER:
                fills.setdefault(event.symbol, []).append(event)
        return sum(feed.trades(found) for s, found in fills.items() if (feed := self.feed(s)))
