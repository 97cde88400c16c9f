"""Auctions: at which price a book that may be crossed is uncrossed, and who takes part
(docs/matching.md)."""

from __future__ import annotations

from ..model.enums import ATC, BUY, CLOSING_AUCTION, OPG, SELL
from .instrument import InstrumentState
from .order import Order
from .side import BookSide

PriceLots = list[tuple[int, int]]
"""Lots by price: what one side asks for."""


def indicative(instrument: InstrumentState) -> tuple[int, int, int] | None:
    """Price, lots and surplus (buy minus sell) if the instrument were uncrossed now; None when
    nothing would trade."""
    market_buy = sum(order.leaves for order in _at_any_price(instrument, BUY))
    market_sell = sum(order.leaves for order in _at_any_price(instrument, SELL))
    bids, asks = _lots(instrument.book.bids), _lots(instrument.book.asks)
    return uncross(bids, asks, market_buy, market_sell, instrument.middle())


def queue(instrument: InstrumentState, side: int, price: int, volume: int) -> list[Order]:
    """The orders of a side that trade at the auction price, in the order in which they do."""
    found = _at_any_price(instrument, side)
    lots = sum(order.leaves for order in found)
    book = instrument.book
    for order in book.side(side).orders():
        if lots >= volume or (order.price < price if side == BUY else order.price > price):
            break
        found.append(order)
        lots += order.leaves
    return found


def uncross(
    bids: PriceLots, asks: PriceLots, market_buy: int, market_sell: int, reference: int | None
) -> tuple[int, int, int] | None:
    """The auction price of these orders, the lots traded at it and the surplus (buy minus sell).

    Args:
        bids: (price, lots) in any order, hidden quantity included.
        asks: likewise.
        market_buy: lots to buy at any price.
        market_sell: lots to sell at any price.
        reference: the last trade, else the reference price, if known.

    Returns:
        None when nothing can trade.
    """
    curve = _curve(bids, asks, market_buy, market_sell)
    if not curve:
        volume = min(market_buy, market_sell)
        if not volume or reference is None:
            return None
        return reference, volume, market_buy - market_sell
    volume = 0
    best: list[tuple[int, int]] = []
    for price, buy, sell in curve:
        lots, surplus = min(buy, sell), buy - sell
        if lots > volume or (lots == volume and best and abs(surplus) < abs(best[0][1])):
            volume = lots
            best = [(price, surplus)]
        elif lots == volume and best and abs(surplus) == abs(best[0][1]):
            best.append((price, surplus))
    if not best:
        return None
    price = _choose(best, reference)
    buy = market_buy + sum(lots for bid, lots in bids if bid >= price)
    sell = market_sell + sum(lots for ask, lots in asks if ask <= price)
    return price, volume, buy - sell


def _curve(
    bids: PriceLots, asks: PriceLots, market_buy: int, market_sell: int
) -> list[tuple[int, int, int]]:
    """(price, lots to buy there, lots to sell there) of each limit price, lowest first."""
    changes: dict[int, tuple[int, int]] = {}
    for price, lots in bids:
        buy, sell = changes.get(price, (0, 0))
        changes[price] = (buy + lots, sell)
    for price, lots in asks:
        buy, sell = changes.get(price, (0, 0))
        changes[price] = (buy, sell + lots)
    buying = market_buy + sum(lots for _price, lots in bids)
    selling = market_sell
    curve = []
    for price in sorted(changes):
        bid, ask = changes[price]
        selling += ask
        curve.append((price, buying, selling))
        buying -= bid
    return curve


def _choose(best: list[tuple[int, int]], reference: int | None) -> int:
    """One of the prices with the largest volume and the smallest surplus, lowest first."""
    lowest, highest = best[0][0], best[-1][0]
    if all(surplus > 0 for _price, surplus in best):
        return highest
    if all(surplus < 0 for _price, surplus in best):
        return lowest
    if reference is None:
        return (lowest + highest) // 2
    return min(max(reference, lowest), highest)


def _at_any_price(instrument: InstrumentState, side: int) -> list[Order]:
    """The market orders for the auction that comes next, the first in time first."""
    if instrument.watch is None:
        return []
    tif = ATC if instrument.status == CLOSING_AUCTION else OPG
    return [o for o in instrument.watch.auction if o.side == side and o.tif == tif]


def _lots(side: BookSide) -> PriceLots:
    return [(level.price, level.qty + level.hidden) for level in side.levels]
