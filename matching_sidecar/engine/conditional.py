"""Orders that trade a minimum, or all, or wait for it outside the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..book.special import CONDITIONAL, NOWHERE, Special
from ..model.enums import CANCELED, EXEC_CANCELED, MARKET, OPEN
from ..model.events import Event
from ..risk.state import AccountState, Exposure
from ..risk.terms import is_rest
from . import self_trade

if TYPE_CHECKING:
    from .engine import Engine


def waits(special: Special) -> bool:
    """Whether the order may trade only under a condition that was not met yet."""
    return not special.ready and (special.terms.all_or_none or special.terms.min_qty > 0)


def enter(
    engine: Engine,
    order: Order,
    special: Special,
    account: AccountState,
    instrument: InstrumentState,
    exposure: Exposure,
    ts: int,
    events: list[Event],
) -> None:
    """Match the order if its condition is met, else let it wait or end."""
    if _possible(engine, order, special, account, instrument):
        special.ready = True
        engine.match(order, account, instrument, exposure, ts, events)
    elif is_rest(order.tif):
        special.place = CONDITIONAL
        instrument.watching().conditional.add(order)
        engine.touch(instrument)
    else:
        code = "MIN_QTY_UNFILLED"
        engine.end(order, account, instrument, EXEC_CANCELED, CANCELED, code, ts, events)


def try_one(engine: Engine, instrument: InstrumentState, ts: int, events: list[Event]) -> bool:
    """Match the first waiting order that can trade now; whether there was one."""
    watch = instrument.watch
    if watch is None or not watch.conditional.orders or instrument.status != OPEN:
        return False
    for order in watch.conditional.within(instrument.book):
        special, account = order.special, engine.accounts[order.account]
        if special is None or not _possible(engine, order, special, account, instrument):
            continue
        watch.conditional.remove(order)
        special.place = NOWHERE
        special.ready = True
        exposure = account.exposure(order.symbol)
        engine.match(order, account, instrument, exposure, ts, events)
        return True
    return False


def _possible(
    engine: Engine,
    order: Order,
    special: Special,
    account: AccountState,
    instrument: InstrumentState,
) -> bool:
    if instrument.status != OPEN:
        return False
    if order.ord_type == MARKET:
        limit_key = instrument.sweep_key(order.side)
    else:
        limit_key = instrument.book.limit_key(order.side, order.price)
    limit_key = instrument.halted_key(order.side, limit_key)
    wanted = order.leaves
    if not special.terms.all_or_none:
        wanted = min(wanted, special.terms.min_qty)
    prevention = self_trade.mode(special, account)
    return self_trade.can_fill(engine, order, account, instrument, limit_key, wanted, prevention)
