"""Auctions: the trades at the one price of a book that may be crossed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book import auction
from ..book.instrument import InstrumentState
from ..book.order import Order
from ..model.enums import AUCTION, BUY, SELL
from ..model.events import Event
from . import follow, reports, spreads

if TYPE_CHECKING:
    from .engine import Engine


def uncross(engine: Engine, instrument: InstrumentState, ts: int, events: list[Event]) -> None:
    """Pair off both sides at the auction price, if there is one."""
    found = auction.indicative(instrument)
    if found is None:
        return
    price, volume, _surplus = found
    buyers = auction.queue(instrument, BUY, price, volume)
    sellers = auction.queue(instrument, SELL, price, volume)
    first = second = 0
    left = volume
    while left:
        buyer, seller = buyers[first], sellers[second]
        lots = min(buyer.leaves, seller.leaves, left)
        left -= lots
        engine.trade_id += 1
        _fill(engine, buyer, instrument, lots, price, ts, events)
        _fill(engine, seller, instrument, lots, price, ts, events)
        if instrument.first is not None:
            spreads.add_legs(engine, buyer, seller, instrument, lots, price, ts, events)
        first += not buyer.leaves
        second += not seller.leaves
    instrument.record(price, volume)
    if instrument.watch is not None:
        instrument.watch.prints.append(price)
    engine.touch(instrument)


def _fill(
    engine: Engine,
    order: Order,
    instrument: InstrumentState,
    lots: int,
    price: int,
    ts: int,
    events: list[Event],
) -> None:
    if order.level is not None:
        instrument.book.fill(order, lots)
    else:
        order.leaves -= lots
        if not order.leaves:
            follow.withdraw(order, instrument)
    order.cum_value += lots * price
    engine.event_seq = seq = engine.event_seq + 1
    events.append(reports.trade(seq, ts, order, instrument, lots, price, engine.trade_id, AUCTION))
    account = engine.accounts[order.account]
    exposure = account.exposure(order.symbol)
    exposure.fill(order.side == BUY, lots)
    special = order.special
    if special is not None:
        follow.filled(engine, order, special, exposure, instrument, lots)
    if not order.leaves and (special is None or special.to_come <= 0):
        account.forget(order)
