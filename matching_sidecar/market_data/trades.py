"""Trades as the market sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.enums import (
    AUCTION,
    BUY,
    EXEC_TRADE,
    EXEC_TRADE_CANCEL,
    EXEC_TRADE_CORRECT,
    LEG,
    MULTILEG_NAMES,
    SIDE_NAMES,
    SINGLE,
    TAKER,
)
from ..model.events import Event, Execution
from .messages import Trade, TradeCancel, TradeCorrect
from .stream import Stream

TradeMessage = Trade | TradeCancel | TradeCorrect


class TradeStream(Stream):
    """Every trade, cancel and correction; nothing is left out, and there is nothing to begin with."""

    lossless = True

    def snapshot(self) -> None:
        """Nothing."""

    def send(self) -> None:
        """Nothing is gathered."""


def trades(events: Iterable[Event]) -> Iterator[Execution]:
    """One report of each trade, cancelled trade and corrected trade.

    Of two sides that is the taker's, in an auction the buyer's; of a cancel or correction the
    first.
    """
    changed = (0, 0)
    for event in events:
        if type(event) is not Execution:
            continue
        kind = event.exec_type
        if kind == EXEC_TRADE:
            if event.liquidity == TAKER or (event.liquidity == AUCTION and event.side == BUY):
                yield event
        elif kind in (EXEC_TRADE_CANCEL, EXEC_TRADE_CORRECT):
            if changed != (kind, event.trade_id):
                yield event
            changed = (kind, event.trade_id)


def is_print(event: Execution) -> bool:
    """Whether a report from ``trades`` is a price of its instrument: a spread's leg is none."""
    return event.exec_type == EXEC_TRADE and event.leg != LEG


def message(event: Execution) -> TradeMessage:
    """A report from ``trades`` as a message."""
    symbol, seq, number, ts = event.symbol, event.seq, event.trade_id, event.ts
    if event.exec_type == EXEC_TRADE_CANCEL:
        return TradeCancel(symbol, seq, number, ts)
    price = event.last_price * event.tick_num / event.tick_den
    if event.exec_type == EXEC_TRADE_CORRECT:
        return TradeCorrect(symbol, seq, number, ts, price, event.last_qty)
    auction = event.liquidity == AUCTION
    return Trade(
        symbol,
        seq,
        number,
        ts,
        price,
        event.last_qty,
        "" if auction else SIDE_NAMES[event.side],
        auction,
        "" if event.leg == SINGLE else MULTILEG_NAMES[event.leg],
    )
