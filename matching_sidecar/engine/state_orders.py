"""Open orders and their groups in a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book.group import Group
from ..book.instrument import InstrumentState
from ..book.order import Order
from ..book.special import AUCTION, BOOK, CONDITIONAL, PLAIN, STOPS, Special
from ..model.snapshot import OrderRow, SpecialRow, State
from ..risk.state import Exposure
from . import follow

if TYPE_CHECKING:
    from .engine import Engine


def dump(order: Order) -> OrderRow:
    """An order as a row."""
    special = order.special
    return OrderRow(
        order.order_id,
        order.account,
        order.cl_ord_id,
        order.symbol,
        order.side,
        order.ord_type,
        order.tif,
        order.qty,
        order.price,
        order.entered_by,
        order.leaves,
        order.cum_value,
        [cl_ord_id for cl_ord_id, _seq in order.former],
        order.priority,
        None if special is None else _special(special),
    )


def _special(special: Special) -> SpecialRow:
    return SpecialRow(
        special.terms,
        special.place,
        special.stop_price,
        special.triggered,
        special.following,
        special.shown,
        special.refreshes,
        special.ready,
        0 if special.group is None else special.group.number,
        special.full,
        special.armed,
        special.owed,
    )


def dump_groups(orders: list[Order]) -> list[tuple[int, int, str, int, int, int]]:
    """The groups of open orders, by number."""
    found = {}
    for order in orders:
        group = None if order.special is None else order.special.group
        if group is not None:
            found[group.number] = (
                group.number,
                group.kind,
                group.list_id,
                group.base,
                group.side,
                group.size,
            )
    return sorted(found.values())


def restore(engine: Engine, state: State, used_ids: dict[str, dict[str, int]]) -> None:
    """Orders join their level by priority, and wait outside the book by number."""
    groups = {row[0]: Group(*row) for row in state.groups}
    resting = []
    for row in sorted(state.orders, key=lambda row: row.order_id):
        order = _restore_order(engine, row, used_ids[row.account])
        special = order.special
        if row.special is not None and special is not None:
            if row.special.group:
                special.group = groups[row.special.group]
                special.group.members.append(order)
            exposure = engine.accounts[order.account].exposure(order.symbol)
            _restore_place(order, special, engine.instruments[order.symbol], exposure)
        if special is None or special.place == BOOK:
            resting.append(order)
    for order in sorted(resting, key=lambda order: order.priority):
        engine.instruments[order.symbol].book.side(order.side).add(order)


def _restore_order(engine: Engine, row: OrderRow, used: dict[str, int]) -> Order:
    account = engine.accounts[row.account]
    order = Order(
        row.order_id,
        account.code,
        row.cl_ord_id,
        engine.instruments[row.symbol].symbol,
        row.side,
        row.ord_type,
        row.tif,
        row.qty,
        row.price,
        engine.users.setdefault(row.entered_by, row.entered_by),
        used[row.cl_ord_id],
    )
    order.leaves = row.leaves
    order.cum_value = row.cum_value
    order.priority = row.priority
    order.former = tuple((known, used[known]) for known in row.former)
    if row.special is not None:
        order.special = _restore_special(row.special)
    account.keep(order)
    for known in (row.cl_ord_id, *row.former):
        account.ids[known] = order
    return order


def _restore_special(row: SpecialRow) -> Special:
    special = Special(PLAIN if row.terms == PLAIN else row.terms)
    special.place = row.place
    special.stop_price = row.stop_price
    special.triggered = row.triggered
    special.following = row.following
    special.shown = row.shown
    special.refreshes = row.refreshes
    special.ready = row.ready
    special.full = row.full
    special.armed = row.armed
    special.owed = row.owed
    return special


def _restore_place(
    order: Order, special: Special, instrument: InstrumentState, exposure: Exposure
) -> None:
    if special.terms.reduce_only:
        instrument.watching().keep_reducing(order)
        follow.count(order, special, exposure, order.leaves)
    if special.place == STOPS:
        instrument.watching().stops.add(order, special)
    elif special.place == CONDITIONAL:
        instrument.watching().conditional.add(order)
    elif special.place == AUCTION:
        instrument.watching().auction.append(order)
