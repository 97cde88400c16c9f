"""The price of a calendar spread that follows from its legs' books (docs/matching.md, *Calendar
spreads*)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.enums import BUY, OPEN, SELL

if TYPE_CHECKING:
    from .instrument import InstrumentState
    from .level import Level


def price(spread: InstrumentState, side: int, middle: int | None) -> int | None:
    """At which price an order of ``side`` could trade against the best outright orders, in ticks.

    None when one is missing, lies beyond its halt band, or an instrument is not traded now. ``middle``
    is what the spread's halt band is around: its last price before the order began to trade.
    """
    first, second = spread.first, spread.second
    if first is None or second is None or spread.status != OPEN or not spread.active:
        return None
    near, far = _reached(first, side), _reached(second, SELL if side == BUY else BUY)
    if near is None or far is None:
        return None
    found = near.price - far.price
    return found if spread.within_halt(found, middle) else None


def better(side: int, level: Level | None, implied: int | None) -> int | None:
    """The better of the own book's best price and the implied one for an order of ``side``."""
    if level is None or implied is None:
        return implied if level is None else level.price
    return min(level.price, implied) if side == BUY else max(level.price, implied)


def _reached(leg: InstrumentState, side: int) -> Level | None:
    """The level an order of ``side`` would trade at in a leg."""
    level = (leg.book.asks if side == BUY else leg.book.bids).best
    if leg.status != OPEN or not leg.active or level is None:
        return None
    return level if leg.within_halt(level.price, leg.middle()) else None
