"""Where trigger prices come from, and when they trigger."""

from __future__ import annotations

from typing import Final

from ..model.enums import (
    BEST_BID,
    BEST_OFFER,
    BID_OR_LAST,
    BUY,
    MID,
    OFFER_OR_LAST,
    REFERENCE,
)

# Where a trigger price comes from; of MIDDLE prices are twice the middle, to be whole numbers.
TRADE: Final = 0
BID: Final = 1
OFFER: Final = 2
MIDDLE: Final = 3
MARK: Final = 4


def sources(trigger: int) -> tuple[int, ...]:
    """The sources of a trigger type; trades when it says nothing."""
    if trigger == BEST_BID:
        return (BID,)
    if trigger == BEST_OFFER:
        return (OFFER,)
    if trigger == BID_OR_LAST:
        return (TRADE, BID)
    if trigger == OFFER_OR_LAST:
        return (TRADE, OFFER)
    if trigger == MID:
        return (MIDDLE,)
    return (MARK,) if trigger == REFERENCE else (TRADE,)


def through(source: int, side: int, stop: int, price: int) -> bool:
    """Whether a price of a source triggers a stop."""
    return stop_key(source, side, stop) <= (price if side == BUY else -price)


def stop_key(source: int, side: int, stop: int) -> int:
    """The stop price for buys and its negative for sells, in the source's units: an order triggers
    when it is at or below the key of the price."""
    key = stop if side == BUY else -stop
    return 2 * key if source == MIDDLE else key
