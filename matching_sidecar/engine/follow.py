"""What fills and ends of orders with terms mean: for what they count in, and for their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..book.special import AUCTION, CONDITIONAL, HELD, NOWHERE, STOPS, Special
from ..model.enums import BUY
from ..risk.state import AccountState, Exposure

if TYPE_CHECKING:
    from .engine import Engine


def count(order: Order, special: Special, exposure: Exposure, lots: int) -> None:
    """Add lots to what is counted of an order: open quantity, or that of reduce-only orders."""
    if special.unarmed:
        return
    if special.terms.reduce_only:
        exposure.reduce(order.side == BUY, lots)
    else:
        exposure.open(order.side == BUY, lots)


def filled(
    engine: Engine,
    order: Order,
    special: Special,
    exposure: Exposure,
    instrument: InstrumentState,
    lots: int,
) -> None:
    """After a fill of ``lots``."""
    if special.terms.reduce_only:
        # The fill took off open quantity that was never counted.
        exposure.open(order.side == BUY, lots)
        exposure.reduce(order.side == BUY, -lots)
    if special.group is not None:
        engine.group_news.append((special.group, order, lots, order.cum))
        engine.restless = True
    if order.leaves:
        return
    if special.to_come > 0:
        special.place = HELD
    else:
        forget(order, special, instrument)


def withdraw(order: Order, instrument: InstrumentState) -> None:
    """Take an order out of wherever it is."""
    special, watch = order.special, instrument.watch
    if order.level is not None:
        instrument.book.remove(order)
        return
    if special is None or watch is None:
        return
    if special.place == STOPS:
        watch.stops.remove(order, special)
    elif special.place == CONDITIONAL:
        watch.conditional.remove(order)
    elif special.place == AUCTION:
        watch.auction.remove(order)
    special.place = NOWHERE


def ended(
    engine: Engine,
    order: Order,
    special: Special,
    account: AccountState,
    instrument: InstrumentState,
) -> None:
    """After an order with terms was cancelled or has expired."""
    withdraw(order, instrument)
    engine.touch(instrument)
    count(order, special, account.exposure(order.symbol), -order.leaves)
    finished(engine, order, instrument)


def finished(engine: Engine, order: Order, instrument: InstrumentState) -> None:
    """After an order ended otherwise than by its fills."""
    special = order.special
    if special is None:
        return
    forget(order, special, instrument)
    if special.group is not None:
        engine.group_news.append((special.group, order, 0, 0))
        engine.restless = True


def forget(order: Order, special: Special, instrument: InstrumentState) -> None:
    """Let the order no longer count among the open reduce-only ones."""
    if special.terms.reduce_only and instrument.watch is not None:
        orders = instrument.watch.reducing[order.account]
        del orders[order.order_id]
        if not orders:
            del instrument.watch.reducing[order.account]
