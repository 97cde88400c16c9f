"""The book of one instrument: resting orders on two sides, and matching against them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..model.enums import BUY, SELL
from .level import Level
from .order import Order
from .side import BookSide
from .special import BOOK, NOWHERE, Special

NO_LIMIT: Final = (1 << 62) - 1
"""A key no price reaches: a market order's limit. The largest number that compiled code keeps
unboxed."""


class Book:
    """Price-time priority.

    ``priority`` counts the orders that came to rest, ``lot`` is the instrument's (icebergs show
    whole ones). ``changes`` collects touched levels for market data.
    """

    __slots__ = ("asks", "bids", "changes", "lot", "priority")

    def __init__(self) -> None:
        self.bids = BookSide(BUY)
        self.asks = BookSide(SELL)
        self.changes: list[Level] = []
        self.priority = 0
        self.lot = 1

    def side(self, side: int) -> BookSide:
        """The side where orders of ``side`` rest."""
        return self.bids if side == BUY else self.asks

    def limit_key(self, side: int, price: int) -> int:
        """The highest opposite key an order of ``side`` with limit ``price`` may trade at."""
        return price if side == BUY else -price

    def rest(self, order: Order) -> None:
        """Add an order with open quantity to its side, last in time at its price."""
        self.priority = order.priority = self.priority + 1
        special = order.special
        if special is not None:
            special.place = BOOK
            if special.display:
                special.shown = min(special.display, order.leaves)
        (self.bids if order.side == BUY else self.asks).add(order)
        self._change(order.level)

    def remove(self, order: Order) -> None:
        """Take a resting order out."""
        if order.special is not None:
            order.special.place = NOWHERE
        self._change(order.level)
        (self.bids if order.side == BUY else self.asks).remove(order)

    def reduce(self, order: Order, lots: int) -> None:
        """Lower a resting order's open quantity; it keeps its place in time."""
        level, special = order.level, order.special
        order.leaves -= lots
        if level is not None:
            if special is None or not special.display:
                level.qty -= lots
            else:
                level.hidden -= lots
                _cover(special, level, order.leaves)
        self._change(level)

    def fill(self, order: Order, lots: int) -> None:
        """Fill a resting order in an auction, hidden lots like visible ones: it keeps its place,
        and shows what it then may."""
        if lots == order.leaves:
            self.remove(order)
            order.leaves = 0
            return
        self.reduce(order, lots)
        level, special = order.level, order.special
        if level is not None and special is not None and special.display:
            shown = min(special.display, order.leaves)
            level.qty += shown - special.shown
            level.hidden -= shown - special.shown
            special.shown = shown

    def can_fill(self, side: int, limit_key: int, lots: int) -> bool:
        """Whether an order of ``side`` could trade ``lots`` completely now (fill or kill)."""
        return (self.asks if side == BUY else self.bids).available(limit_key, lots)

    def next_maker(self, side: int, limit_key: int) -> Order | None:
        """The resting order that an order of ``side`` meets first, if ``limit_key`` allows its
        price."""
        level = (self.asks if side == BUY else self.bids).best
        return None if level is None or level.key > limit_key else level.first

    def trade(self, taker: Order, maker: Order) -> int:
        """Trade as many lots as both orders have, at the resting order's price.

        Returns the lots. Quantities of both orders are changed; a resting order that is filled
        completely has left the book.
        """
        if maker.special is not None and maker.special.display:
            lots = self._trade_shown(taker, maker, maker.special)
            value = lots * maker.price
            maker.cum_value += value
            taker.cum_value += value
            return lots
        lots = maker.leaves
        if lots > taker.leaves:
            lots = taker.leaves
            self.reduce(maker, lots)
        else:
            self.remove(maker)
            maker.leaves = 0
        taker.leaves -= lots
        value = lots * maker.price
        maker.cum_value += value
        taker.cum_value += value
        return lots

    def _trade_shown(self, taker: Order, maker: Order, special: Special) -> int:
        """``trade`` with the visible part of an iceberg; the next part queues anew."""
        lots, level = min(special.shown, taker.leaves), maker.level
        taker.leaves -= lots
        if lots == maker.leaves:
            self.remove(maker)
            maker.leaves = 0
        elif level is not None:
            maker.leaves -= lots
            special.shown -= lots
            level.qty -= lots
            if not special.shown:
                special.refresh(maker.order_id, maker.leaves, self.lot)
                level.renew(maker)
                self.priority = maker.priority = self.priority + 1
            self._change(level)
        return lots

    def levels(self, side: int, depth: int = 0) -> list[tuple[int, int, int]]:
        """The best levels of a side as (price, lots, orders), best first; ``depth`` 0 means
        all."""
        return [(level.price, level.qty, level.count) for level in self.side(side).top(depth)]

    def best(self, side: int) -> tuple[int, int, int] | None:
        """The best level of a side as (price, lots, orders)."""
        level = self.side(side).best
        return None if level is None else (level.price, level.qty, level.count)

    def take_changes(self) -> list[tuple[int, int, int, int]]:
        """Levels touched since the last call as (side, price, lots, orders); lots 0: the level is
        gone."""
        touched = {(level.price, level.side) for level in self.changes}
        self.forget_changes()
        found = []
        for price, side in sorted(touched):
            level = self.side(side).level(price)
            found.append((side, price, level.qty, level.count) if level else (side, price, 0, 0))
        return found

    def forget_changes(self) -> None:
        """Count from now on what changes."""
        for level in self.changes:
            level.changed = False
        self.changes.clear()

    def _change(self, level: Level | None) -> None:
        if level is not None and not level.changed:
            level.changed = True
            self.changes.append(level)

    def orders(self) -> Iterator[Order]:
        """All resting orders: bids then asks, each in priority."""
        yield from self.bids.orders()
        yield from self.asks.orders()


def _cover(special: Special, level: Level, leaves: int) -> None:
    """Show no more of an iceberg than is left of it."""
    if special.shown > leaves:
        level.hidden += special.shown - leaves
        level.qty -= special.shown - leaves
        special.shown = leaves
