"""New orders: from the command to the first report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import astuple as _astuple

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..book.special import HELD, PLAIN, Special
from ..model.commands import NewOrder
from ..model.enums import (
    BUY,
    EXEC_NEW,
    EXEC_REJECTED,
    GTD,
    LIMIT,
    MARKET_TO_LIMIT,
    NEW,
    OPEN,
    OPG,
    REJECTED,
    STOP_LIMIT,
)
from ..model.events import Answer, Event, Execution, Refusal, Repeat
from ..model.terms import Terms
from ..risk import gate
from ..risk.state import AccountState
from . import follow, reports, trailing

if TYPE_CHECKING:
    from .engine import Engine

NewOrderFields = tuple[int, str, str, str, int, int, int, int, int, str, Terms | None]
"""``NewOrder`` in one go: taking its attributes one by one costs twice as much."""

astuple: Final = _astuple


def enter(engine: Engine, command: NewOrder, events: list[Event]) -> Answer:
    """Check a new order, report it and let it do what it is for."""
    fields: NewOrderFields = astuple(command)
    ts, account_code, cl_ord_id, symbol, side, ord_type, tif, qty, price, entered_by, terms = fields
    account = engine.accounts.get(account_code)
    if account is None:
        return Refusal("UNKNOWN_ACCOUNT", cl_ord_id)
    instrument = engine.instruments.get(symbol)
    if instrument is None:
        known = account.ids.get(cl_ord_id)
        if known is None:
            return Refusal("UNKNOWN_SYMBOL", cl_ord_id)
        return Repeat(known.seq_of(cl_ord_id) if isinstance(known, Order) else known)
    seq = engine.event_seq + 1
    # An order lives long: it shares its texts with all others instead of keeping its own.
    order = Order(
        engine.order_id + 1,
        account.code,
        cl_ord_id,
        instrument.symbol,
        side,
        ord_type,
        tif,
        qty,
        price if ord_type in (LIMIT, STOP_LIMIT) else 0,
        engine.users.setdefault(entered_by, entered_by),
        seq,
    )
    used = account.ids.setdefault(cl_ord_id, order)
    if used is not order:
        return Repeat(used.seq_of(cl_ord_id) if isinstance(used, Order) else used)
    engine.order_id += 1
    engine.event_seq = seq
    if terms is not None or ord_type > LIMIT or tif == OPG or tif >= GTD:
        specialise(order, terms, instrument)
    exposure = account.exposure(instrument.symbol)
    code = (
        "THROTTLED"
        if gate.throttled(account, ts)
        else gate.check(account, instrument, exposure, order, ts)
    )
    if code:
        return reject(seq, ts, order, account, instrument, code, events)
    answer = reports.execution(seq, ts, EXEC_NEW, NEW, order, instrument)
    events.append(answer)
    if order.special is None:
        exposure.open(side == BUY, qty)
    else:
        accept(engine, order, order.special, account, instrument)
    engine.process(order, account, instrument, exposure, ts, events)
    return answer


def specialise(
    order: Order, terms: Terms | None, instrument: InstrumentState, child: bool = False
) -> Special:
    """Give an order what only some have, and the prices that follow from the market; a child
    takes those when it is armed."""
    special = order.special = Special(PLAIN if terms is None else terms)
    if child:
        special.full = order.qty
        special.place = HELD
        return special
    if order.ord_type == MARKET_TO_LIMIT and instrument.status == OPEN:
        price = instrument.best_opposite(order.side)
        if price is not None:
            order.price = price
            special.triggered = True
    trailing.begin(order, special, instrument)
    return special


def accept(
    engine: Engine,
    order: Order,
    special: Special,
    account: AccountState,
    instrument: InstrumentState,
) -> None:
    """Count an accepted order."""
    account.keep(order)
    if special.terms.expire_ts:
        engine.due.add_order(special.terms.expire_ts, order)
        if engine.due.crowded:
            engine.due.tidy(engine.accounts)
    if special.terms.reduce_only:
        instrument.watching().keep_reducing(order)
    follow.count(order, special, account.exposure(order.symbol), order.leaves)


def reject(
    seq: int,
    ts: int,
    order: Order,
    account: AccountState,
    instrument: InstrumentState,
    code: str,
    events: list[Event],
) -> Execution:
    """Report an order that failed a check, or whose group did."""
    special = order.special
    if special is not None:
        # What a trailing stop would have followed was never its stop price.
        special.stop_price = special.terms.stop_price
    answer = reports.execution(seq, ts, EXEC_REJECTED, REJECTED, order, instrument, code)
    events.append(answer)
    account.ids[order.cl_ord_id] = seq
    return answer
