"""Where an order goes that does not simply match: because of what it is, or of the phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..book.special import AUCTION, Special
from ..model.enums import (
    ATC,
    CANCELED,
    CLOSING_AUCTION,
    EXEC_CANCELED,
    FOK,
    IOC,
    LIMIT,
    MARKET_TO_LIMIT,
    OPEN,
    OPG,
)
from ..model.events import Event
from ..risk.state import AccountState, Exposure
from ..risk.terms import at_market, is_stop, would_trade
from . import conditional, triggers

if TYPE_CHECKING:
    from .engine import Engine


def route(
    engine: Engine,
    order: Order,
    account: AccountState,
    instrument: InstrumentState,
    exposure: Exposure,
    ts: int,
    events: list[Event],
) -> None:
    """Let an order wait, join the book of a call phase, or match."""
    special = order.special
    if special is not None:
        account.keep(order)
        if is_stop(order.ord_type) and not special.triggered:
            triggers.enter(engine, order, special, instrument, ts, events)
            return
        if order.tif == OPG or order.tif == ATC:
            _await_auction(engine, order, special, instrument)
            return
    code = _impossible(order, special, instrument)
    if code:
        engine.end(order, account, instrument, EXEC_CANCELED, CANCELED, code, ts, events)
    elif special is not None and conditional.waits(special):
        conditional.enter(engine, order, special, account, instrument, exposure, ts, events)
    elif instrument.status == OPEN:
        engine.match(order, account, instrument, exposure, ts, events)
    else:
        instrument.book.rest(order)
        account.keep(order)
        engine.touch(instrument)


def _impossible(order: Order, special: Special | None, instrument: InstrumentState) -> str:
    """The code with which an order ends that cannot do what it is for now: only one that was
    triggered or armed can get here."""
    if special is not None and special.child and special.terms.post_only:
        return "POST_ONLY" if would_trade(order, instrument) else ""
    if order.ord_type == MARKET_TO_LIMIT and special is not None and not special.triggered:
        price = instrument.best_opposite(order.side)
        if price is None or instrument.status != OPEN:
            return "MARKET_RESIDUAL"
        order.price = price
        special.triggered = True
    if instrument.status == OPEN:
        return ""
    if order.tif == FOK:
        return "FOK_UNFILLED"
    if at_market(order.ord_type):
        return "MARKET_RESIDUAL"
    return "IOC_REMAINDER" if order.tif == IOC else ""


def _await_auction(
    engine: Engine, order: Order, special: Special, instrument: InstrumentState
) -> None:
    """Orders with a limit rest in the book of their auction; the others, and those whose auction
    is still to come, wait outside."""
    if order.ord_type == LIMIT and (order.tif == OPG or instrument.status == CLOSING_AUCTION):
        instrument.book.rest(order)
    else:
        special.place = AUCTION
        watch = instrument.watching()
        watch.auction.append(order)
        watch.auction.sort(key=_number)
    engine.touch(instrument)


def _number(order: Order) -> int:
    return order.order_id
