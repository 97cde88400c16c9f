"""Prices that trigger stops."""

from __future__ import annotations

from .instrument import InstrumentState
from .triggers import BID, MIDDLE, OFFER, TRADE


def price(instrument: InstrumentState, source: int) -> int | None:
    """The price of a source now, in ticks (twice the middle for ``MIDDLE``); None when there is
    none."""
    if source == TRADE:
        return instrument.last_price
    book = instrument.book
    bid, offer = book.bids.best, book.asks.best
    if source == BID:
        return None if bid is None else bid.price
    if source == OFFER:
        return None if offer is None else offer.price
    if source == MIDDLE:
        return None if bid is None or offer is None else bid.price + offer.price
    return instrument.reference
