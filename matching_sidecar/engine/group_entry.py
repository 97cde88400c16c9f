"""New groups: all their orders are accepted, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book.group import Group
from ..book.order import Order
from ..book.special import NOWHERE
from ..model.commands import NewGroup, NewOrder
from ..model.enums import EXEC_NEW, LIMIT, MARKET_TO_LIMIT, NEW, OCO, STOP_LIMIT
from ..model.events import Answer, Event, Refusal, Repeat
from ..risk import gate
from ..risk.state import AccountState
from . import entry, follow, groups, reports

if TYPE_CHECKING:
    from .engine import Engine


def enter(engine: Engine, command: NewGroup, events: list[Event]) -> Answer:
    """Check all orders of a group, report them and let those that need no arming do what they
    are for.

    Returns:
        The first order's report.
    """
    account = engine.accounts.get(command.account)
    refused = _unknown(engine, command, account)
    if refused is not None or account is None:
        return refused or Refusal("UNKNOWN_ACCOUNT", command.list_id)
    orders = _build(engine, command, account)
    codes = _check(engine, orders, account, command.ts)
    first_seq = engine.event_seq
    engine.event_seq += len(orders)
    begun = len(events)
    for index, order in enumerate(orders, 1):
        instrument, seq = engine.instruments[order.symbol], first_seq + index
        if codes:
            code = codes[index - 1]
            entry.reject(seq, command.ts, order, account, instrument, code, events)
        else:
            events.append(reports.execution(seq, command.ts, EXEC_NEW, NEW, order, instrument))
    answer = events[begun]
    for order in orders:
        special = order.special
        if special is None or special.group is None:
            continue
        if codes:
            special.group.leave(order)
        elif not special.child and account.order(order.cl_ord_id) is order:
            instrument = engine.instruments[order.symbol]
            exposure = account.exposure(order.symbol)
            if order.ord_type == MARKET_TO_LIMIT:
                # The ones before may have changed what is opposite.
                special.triggered = False
            engine.process(order, account, instrument, exposure, command.ts, events)
            groups.run(engine, command.ts, events)
    return answer


def _unknown(
    engine: Engine, command: NewGroup, account: AccountState | None
) -> Refusal | Repeat | None:
    """Why the command has no place in the engine, if so; a group whose first id was used is
    answered as before."""
    if account is None or not command.orders:
        return Refusal("UNKNOWN_ACCOUNT" if account is None else "UNSUPPORTED", command.list_id)
    first = command.orders[0].cl_ord_id
    known = account.ids.get(first)
    if known is not None:
        return Repeat(known.seq_of(first) if isinstance(known, Order) else known)
    ids: set[str] = set()
    for row in command.orders:
        if row.symbol not in engine.instruments:
            return Refusal("UNKNOWN_SYMBOL", row.cl_ord_id)
        if row.cl_ord_id in account.ids or row.cl_ord_id in ids:
            return Refusal("DUPLICATE_ID_MISMATCH", row.cl_ord_id)
        ids.add(row.cl_ord_id)
    return None


def _build(engine: Engine, command: NewGroup, account: AccountState) -> list[Order]:
    leader = command.orders[0]
    group = Group(
        engine.order_id + 1,
        command.contingency,
        command.list_id,
        leader.qty,
        leader.side,
        len(command.orders),
    )
    orders: list[Order] = []
    for seq, row in enumerate(command.orders, engine.event_seq + 1):
        engine.order_id += 1
        order = _order(engine, row, account, seq)
        account.ids[order.cl_ord_id] = order
        instrument, child = engine.instruments[order.symbol], group.kind != OCO and bool(orders)
        special = entry.specialise(order, row.terms, instrument, child)
        special.group = group
        group.members.append(order)
        orders.append(order)
    return orders


def _order(engine: Engine, row: NewOrder, account: AccountState, seq: int) -> Order:
    return Order(
        engine.order_id,
        account.code,
        row.cl_ord_id,
        engine.instruments[row.symbol].symbol,
        row.side,
        row.ord_type,
        row.tif,
        row.qty,
        row.price if row.ord_type in (LIMIT, STOP_LIMIT) else 0,
        engine.users.setdefault(row.entered_by, row.entered_by),
        seq,
    )


def _check(engine: Engine, orders: list[Order], account: AccountState, ts: int) -> list[str]:
    """The reject codes of all orders when one fails, else nothing; the accepted are counted."""
    for index, order in enumerate(orders):
        instrument, special = engine.instruments[order.symbol], order.special
        exposure = account.exposure(order.symbol)
        code = "THROTTLED"
        if not gate.throttled(account, ts):
            code = gate.check(account, instrument, exposure, order, ts)
        if code:
            for other in orders[:index]:
                _uncount(engine, other, account)
            codes = ["GROUP_REJECTED"] * len(orders)
            codes[index] = code
            return codes
        if special is not None:
            entry.accept(engine, order, special, account, instrument)
    return []


def _uncount(engine: Engine, order: Order, account: AccountState) -> None:
    special = order.special
    if special is not None:
        special.place = NOWHERE
        account.forget(order)
        exposure = account.exposure(order.symbol)
        follow.count(order, special, exposure, -order.leaves)
        follow.forget(order, special, engine.instruments[order.symbol])
