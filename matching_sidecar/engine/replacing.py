"""Replace: what may change, what is checked, what keeps its place in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..book.special import HELD, STOPS, Special
from ..model.commands import ReplaceOrder
from ..model.enums import BUY, EXEC_REPLACED, LIMIT, MARKET_TO_LIMIT, STOP_LIMIT
from ..model.events import Event, Execution
from ..model.terms import Terms
from ..risk import gate, phase
from ..risk.state import AccountState, Exposure
from ..risk.terms import is_stop, is_trailing, quantities
from . import follow, reports

if TYPE_CHECKING:
    from .engine import Engine


def refusal(engine: Engine, command: ReplaceOrder, order: Order, account: AccountState) -> str:
    """ "" when the order may be replaced as asked, else the code of the cancel reject."""
    special, instrument = order.special, engine.instruments[order.symbol]
    code = phase.takes_orders(instrument)
    if command.stop_price is not None or command.display_qty is not None or special is not None:
        code = code or _unsupported(command, order)
    if code:
        return code
    terms = None if special is None else _terms(command, special)
    if _keeps_place(command, order) or command.qty <= order.cum:
        return _reduced(command, special, terms, instrument)
    return _checked(command, order, terms, account, instrument)


def apply(
    engine: Engine,
    command: ReplaceOrder,
    order: Order,
    account: AccountState,
    seq: int,
    events: list[Event],
) -> Execution:
    """Give the order its new values, report it as event ``seq`` and let it trade."""
    special, instrument = order.special, engine.instruments[order.symbol]
    exposure = account.exposure(order.symbol)
    lots = max(command.qty, order.cum) - order.qty
    keeps = _keeps_place(command, order) and order.leaves + lots > 0
    if special is not None and special.place == STOPS:
        # It keeps its entry time anyway, and is measured anew.
        keeps = False
    _count(order, exposure, lots)
    if keeps and order.level is not None:
        instrument.book.reduce(order, -lots)
    else:
        if not keeps:
            follow.withdraw(order, instrument)
        order.leaves += lots
    order.qty += lots
    order.price = _price(command, order)
    held = False
    if special is not None:
        _set_terms(special, _terms(command, special))
        held = special.unarmed
        if held:
            special.full = order.qty
            special.place = HELD
    engine.touch(instrument)
    answer = reports.execution(seq, command.ts, EXEC_REPLACED, order.status, order, instrument)
    events.append(answer)
    if not order.leaves:
        account.forget(order)
        follow.finished(engine, order, instrument)
    elif not keeps and not held:
        engine.process(order, account, instrument, exposure, command.ts, events)
    return answer


def _unsupported(command: ReplaceOrder, order: Order) -> str:
    special, stop = order.special, command.stop_price
    if special is None:
        return "UNSUPPORTED"
    stopping = is_stop(order.ord_type)
    if (
        (stopping and special.triggered)
        or (stop is not None and (not stopping or is_trailing(order.ord_type)))
        or (command.display_qty is not None and not special.display)
        or (special.armed and special.to_come > 0)
    ):
        return "UNSUPPORTED"
    return ""


def _price(command: ReplaceOrder, order: Order) -> int:
    """The limit as it would be; a market-to-limit order has one from the moment it had a price."""
    limited = order.ord_type in (LIMIT, STOP_LIMIT)
    if order.ord_type == MARKET_TO_LIMIT and order.special is not None:
        limited = order.special.triggered
    return command.price if limited else order.price


def _terms(command: ReplaceOrder, special: Special) -> Terms:
    """The terms as they would be."""
    terms, stop, display = special.terms, command.stop_price, command.display_qty
    if stop is not None and stop != terms.stop_price:
        terms = msgspec.structs.replace(terms, stop_price=stop)
    if display is not None and display != terms.display_qty:
        terms = msgspec.structs.replace(terms, display_qty=display)
    return terms


def _keeps_place(command: ReplaceOrder, order: Order) -> bool:
    """Whether nothing changes but the quantity, and that downwards."""
    if command.qty > order.qty or _price(command, order) != order.price:
        return False
    special = order.special
    return special is None or _terms(command, special) == special.terms


def _reduced(
    command: ReplaceOrder, special: Special | None, terms: Terms | None, instrument: InstrumentState
) -> str:
    """The checks of a replace that keeps the place."""
    if command.qty <= 0 or command.qty % instrument.lot:
        return "INVALID_QTY"
    if special is None or terms is None:
        return ""
    return quantities(terms, special, command.qty, instrument.lot)


def _checked(
    command: ReplaceOrder,
    order: Order,
    terms: Terms | None,
    account: AccountState,
    instrument: InstrumentState,
) -> str:
    """The checks of an arriving order, as if the present one were not there."""
    special, exposure = order.special, account.exposure(order.symbol)
    qty, leaves, price = order.qty, order.leaves, order.price
    before = None if special is None else special.terms
    stop = None if special is None else special.stop_price
    _count(order, exposure, -leaves)
    order.leaves = max(command.qty - order.cum, 0)
    order.price = _price(command, order)
    order.qty = command.qty
    if special is not None and terms is not None:
        _set_terms(special, terms)
    code = gate.check(account, instrument, exposure, order, command.ts)
    order.qty, order.leaves, order.price = qty, leaves, price
    if special is not None and before is not None:
        _set_terms(special, before)
        special.stop_price = stop
    _count(order, exposure, leaves)
    return code


def _count(order: Order, exposure: Exposure, lots: int) -> None:
    if order.special is None:
        exposure.open(order.side == BUY, lots)
    else:
        follow.count(order, order.special, exposure, lots)


def _set_terms(special: Special, terms: Terms) -> None:
    if terms.stop_price != special.terms.stop_price:
        special.stop_price = terms.stop_price
    special.terms = terms
    special.display = terms.display_qty
