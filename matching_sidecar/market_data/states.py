"""Quotes, statistics and phases: what an instrument's state says, when it says something new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..book.auction import indicative
from ..model.enums import (
    BUY,
    CLOSING_AUCTION,
    OPENING_AUCTION,
    PRE_OPEN,
    SELL,
    STATUS_NAMES,
    VOLATILITY_HALT,
)
from .messages import Phase, Quote, Statistics
from .stream import Changing, Tally

if TYPE_CHECKING:
    from ..book.instrument import InstrumentState
    from .feed import Feed

CALL_PHASES: Final = (PRE_OPEN, OPENING_AUCTION, VOLATILITY_HALT, CLOSING_AUCTION)
INDICATIVE_SECONDS: Final = 0.1
"""An auction's price is worked out so often at most."""


class QuoteStream(Changing):
    """Best bid and ask, last trade, the day's figures."""

    def __init__(self, feed: Feed, tally: Tally, interval: float) -> None:
        super().__init__(tally, interval)
        self._feed = feed

    def snapshot(self) -> Quote:
        """The quote now."""
        return quote(self._feed)


class StatisticsStream(Changing):
    """The trade date's figures."""

    def __init__(self, feed: Feed, tally: Tally, interval: float) -> None:
        super().__init__(tally, interval)
        self._feed = feed

    def snapshot(self) -> Statistics:
        """The figures now."""
        return statistics(self._feed)


class PhaseStream(Changing):
    """The phase, and what an auction would give."""

    def __init__(self, feed: Feed, tally: Tally, interval: float) -> None:
        super().__init__(tally, max(interval, INDICATIVE_SECONDS))
        self._feed = feed

    def snapshot(self) -> Phase:
        """The phase now."""
        return phase(self._feed)


def quote(feed: Feed) -> Quote:
    """Best bid and ask and the last trade, now."""
    state, price = feed.instrument, feed.price
    bid, ask = state.book.best(BUY), state.book.best(SELL)
    traded = state.opened is not None
    return Quote(
        feed.symbol,
        feed.seq,
        price(bid[0]) if bid else None,
        bid[1] if bid else 0,
        price(ask[0]) if ask else None,
        ask[1] if ask else 0,
        _optional(feed, state.last_price),
        state.last_qty,
        state.volume,
        _optional(feed, state.opened),
        price(state.high) if traded else None,
        price(state.low) if traded else None,
        _vwap(state),
        _optional(feed, state.reference),
        feed.open_interest(),
        STATUS_NAMES[state.status],
        feed.stale(),
    )


def statistics(feed: Feed) -> Statistics:
    """The trade date's figures, now."""
    state, price = feed.instrument, feed.price
    traded = state.opened is not None
    low, high = _limits(state)
    return Statistics(
        feed.symbol,
        feed.seq,
        _day(state.trade_date),
        _optional(feed, state.opened),
        price(state.high) if traded else None,
        price(state.low) if traded else None,
        _optional(feed, state.last_price),
        state.volume,
        price(state.value),
        _vwap(state),
        _optional(feed, state.reference),
        feed.open_interest(),
        _optional(feed, low),
        _optional(feed, high),
        STATUS_NAMES[state.status],
    )


def phase(feed: Feed) -> Phase:
    """The phase, now; the price of an auction if there is one to come."""
    state = feed.instrument
    found = indicative(state) if state.status in CALL_PHASES else None
    return Phase(
        feed.symbol,
        feed.seq,
        STATUS_NAMES[state.status],
        state.phase_ts,
        state.halt_until or None,
        _day(state.trade_date),
        feed.price(found[0]) if found else None,
        found[1] if found else 0,
        found[2] if found else 0,
    )


def _optional(feed: Feed, ticks: int | None) -> float | None:
    return None if ticks is None else feed.price(ticks)


def _vwap(state: InstrumentState) -> float | None:
    if not state.volume:
        return None
    return state.value * state.tick_num / (state.volume * state.tick_den)


def _limits(state: InstrumentState) -> tuple[int | None, int | None]:
    """The day's limits, in whole ticks toward the middle."""
    if not state.limit_bp or state.reference is None:
        return None, None
    width = abs(state.reference) * state.limit_bp // 10_000
    return state.reference - width, state.reference + width


def _day(number: int) -> str | None:
    """The number yyyymmdd in ISO 8601."""
    if not number:
        return None
    return f"{number // 10_000:04}-{number // 100 % 100:02}-{number % 100:02}"
