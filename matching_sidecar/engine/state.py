"""The engine's whole state as plain lists: for snapshots, and for the digest that proves a
replay.

Two engines in the same state give the same bytes. Dictionaries are written in the order of their
insertion, which is itself a consequence of the commands, and restored in it.
"""

from __future__ import annotations

import hashlib

import msgspec

from ..book.group import Group
from ..book.instrument import InstrumentState
from ..book.order import Order
from ..book.special import AUCTION, BOOK, CONDITIONAL, PLAIN, STOPS, Special
from ..model.reference import AccountRow, FirmRow, InstrumentRow
from ..model.terms import Terms
from ..risk.state import AccountState, Exposure, FirmState
from . import follow, spreads
from .engine import Engine


class SpecialRow(msgspec.Struct, array_like=True):
    """``Special``; ``group`` is the number of its group, 0 for none."""

    terms: Terms
    place: int
    stop_price: int | None
    triggered: bool
    following: bool
    shown: int
    refreshes: int
    ready: bool
    group: int
    full: int
    armed: int
    owed: int


class OrderRow(msgspec.Struct, array_like=True):
    """``Order``."""

    order_id: int
    account: str
    cl_ord_id: str
    symbol: str
    side: int
    ord_type: int
    tif: int
    qty: int
    price: int
    entered_by: str
    leaves: int
    cum_value: int
    former: list[str]
    priority: int
    special: SpecialRow | None


class State(msgspec.Struct, array_like=True):
    """Format 2 of a snapshot's body.

    ``groups`` as (number, kind, list id, base quantity, side, size).
    """

    counters: tuple[int, int, int, int, int, bool]
    firms: list[tuple[FirmRow, bool, list[tuple[str, int, int, int]]]]
    accounts: list[tuple[AccountRow, bool, int, list[tuple[str, int, int, int]], dict[str, int]]]
    instruments: list[tuple[InstrumentRow, int, int | None, int, int]]
    orders: list[OrderRow]
    epoch: int = 0
    days: list[tuple[int, int, int, int, int | None, int, int, int]] = []
    priorities: list[int] = []
    groups: list[tuple[int, int, str, int, int, int]] = []
    closed_date: int = 0
    made: int = 0
    due: list[tuple[int, int, int, str]] = []
    armed: dict[str, int] = {}
    lost: dict[str, int] = {}
    busted: list[int] = []
    amended: dict[int, int] = {}


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(State)


def dump(engine: Engine) -> bytes:
    """The state as bytes."""
    orders = [order for account in engine.accounts.values() for order in account.orders()]
    state = State(
        (
            engine.event_seq,
            engine.order_id,
            engine.trade_id,
            engine.reference_version,
            engine.session_start,
            engine.killed,
        ),
        [(firm.row, firm.killed, _exposures(firm.exposures)) for firm in engine.firms.values()],
        [
            (
                account.row,
                account.killed,
                account.arrival,
                _exposures(account.exposures),
                account.used_ids(),
            )
            for account in engine.accounts.values()
        ],
        [
            (
                instrument.row,
                instrument.status,
                instrument.last_price,
                instrument.last_qty,
                instrument.volume,
            )
            for instrument in engine.instruments.values()
        ],
        [_order(order) for order in orders],
        engine.epoch,
        [_day(instrument) for instrument in engine.instruments.values()],
        [instrument.book.priority for instrument in engine.instruments.values()],
        _groups(orders),
        engine.closed_date,
        engine.due.made,
        _due(engine, orders),
        engine.armed,
        engine.lost,
        sorted(engine.busted),
        engine.amended,
    )
    return _ENCODER.encode(state)


def restore(data: bytes) -> Engine:
    """The engine of ``dump``.

    Raises:
        msgspec.DecodeError: the bytes are not a snapshot of this format.
    """
    state = _DECODER.decode(data)
    engine = Engine()
    (
        engine.event_seq,
        engine.order_id,
        engine.trade_id,
        engine.reference_version,
        engine.session_start,
        engine.killed,
    ) = state.counters
    engine.epoch = state.epoch
    for instrument_row, *_ in state.instruments:
        spreads.define(engine, instrument_row)
    for firm_row, killed, exposures in state.firms:
        firm = engine.firms[firm_row.code] = FirmState(firm_row)
        firm.killed = killed
        for symbol, *numbers in exposures:
            _fill(firm.exposure(symbol), numbers)
    for row, killed, arrival, exposures, used_ids in state.accounts:
        account = engine.accounts[row.code] = AccountState(row, engine.firms[row.firm], engine.legs)
        account.killed = killed
        account.arrival = arrival
        account.ids.update(used_ids)
        for symbol, *numbers in exposures:
            _fill(account.exposure(symbol), numbers)
        account.refresh(engine.killed)
    for instrument_row, status, last_price, last_qty, volume in state.instruments:
        instrument = engine.instruments[instrument_row.code] = InstrumentState(instrument_row)
        instrument.status = status
        instrument.last_price = last_price
        instrument.last_qty = last_qty
        instrument.volume = volume
    for instrument, day in zip(engine.instruments.values(), state.days, strict=False):
        _restore_day(instrument, day)
    for instrument, priority in zip(engine.instruments.values(), state.priorities, strict=True):
        instrument.book.priority = priority
    spreads.link(engine)
    engine.closed_date = state.closed_date
    engine.armed = state.armed
    engine.lost = state.lost
    engine.busted = set(state.busted)
    engine.amended = state.amended
    _restore_orders(engine, state, {account[0].code: account[-1] for account in state.accounts})
    orders = [order for account in engine.accounts.values() for order in account.orders()]
    engine.due.restore(state.made, state.due, {str(order.order_id): order for order in orders})
    return engine


def _due(engine: Engine, orders: list[Order]) -> list[tuple[int, int, int, str]]:
    """What is due; what no longer matters is left out, a restored engine does not know it."""
    open_orders = {str(order.order_id) for order in orders}
    return [row for row in engine.due.rows() if row[2] or row[3] in open_orders]


def digest(engine: Engine) -> str:
    """128-bit BLAKE2b of the state, in hexadecimal."""
    return hashlib.blake2b(dump(engine), digest_size=16).hexdigest()


def _exposures(exposures: dict[str, Exposure]) -> list[tuple[str, int, int, int]]:
    return [(symbol, e.net, e.open_buy, e.open_sell) for symbol, e in exposures.items()]


def _fill(exposure: Exposure, numbers: list[int]) -> None:
    exposure.net, exposure.open_buy, exposure.open_sell = numbers


def _day(instrument: InstrumentState) -> tuple[int, int, int, int, int | None, int, int, int]:
    return (
        instrument.phase_ts,
        instrument.trade_date,
        instrument.day_ts,
        instrument.halt_until,
        instrument.opened,
        instrument.high,
        instrument.low,
        instrument.value,
    )


def _restore_day(
    instrument: InstrumentState, day: tuple[int, int, int, int, int | None, int, int, int]
) -> None:
    (
        instrument.phase_ts,
        instrument.trade_date,
        instrument.day_ts,
        instrument.halt_until,
        instrument.opened,
        instrument.high,
        instrument.low,
        instrument.value,
    ) = day


def _order(order: Order) -> OrderRow:
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


def _groups(orders: list[Order]) -> list[tuple[int, int, str, int, int, int]]:
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


def _restore_orders(engine: Engine, state: State, used_ids: dict[str, dict[str, int]]) -> None:
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
