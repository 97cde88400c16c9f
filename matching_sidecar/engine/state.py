"""The engine's whole state as plain lists: for snapshots, and for the digest that proves a
replay.

Two engines in the same state give the same bytes. Dictionaries are written in the order of their
insertion, which is itself a consequence of the commands, and restored in it.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..model.reference import AccountRow, FirmRow, InstrumentRow
from ..risk.state import AccountState, Exposure, FirmState
from .engine import Engine


class State(msgspec.Struct, array_like=True):
    """Format 1 of a snapshot's body."""

    counters: tuple[int, int, int, int, int, bool]
    firms: list[tuple[FirmRow, bool, list[tuple[str, int, int, int]]]]
    accounts: list[tuple[AccountRow, bool, int, list[tuple[str, int, int, int]], dict[str, int]]]
    instruments: list[tuple[InstrumentRow, int, int | None, int, int]]
    orders: list[list[Any]]
    epoch: int = 0
    days: list[tuple[int, int, int, int | None, int, int, int]] = []


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(State)


def dump(engine: Engine) -> bytes:
    """The state as bytes.

    Resting orders come in priority, so that restoring them in order restores it.
    """
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
        [
            _order(order)
            for instrument in engine.instruments.values()
            for order in instrument.book.orders()
        ],
        engine.epoch,
        [_day(instrument) for instrument in engine.instruments.values()],
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
    for firm_row, killed, exposures in state.firms:
        firm = engine.firms[firm_row.code] = FirmState(firm_row)
        firm.killed = killed
        for symbol, *numbers in exposures:
            _fill(firm.exposure(symbol), numbers)
    for row, killed, arrival, exposures, used_ids in state.accounts:
        account = engine.accounts[row.code] = AccountState(row, engine.firms[row.firm])
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
    _restore_orders(
        engine, state.orders, {account[0].code: account[-1] for account in state.accounts}
    )
    return engine


def digest(engine: Engine) -> str:
    """128-bit BLAKE2b of the state, in hexadecimal."""
    return hashlib.blake2b(dump(engine), digest_size=16).hexdigest()


def _exposures(exposures: dict[str, Exposure]) -> list[tuple[str, int, int, int]]:
    return [(symbol, e.net, e.open_buy, e.open_sell) for symbol, e in exposures.items()]


def _fill(exposure: Exposure, numbers: list[int]) -> None:
    exposure.net, exposure.open_buy, exposure.open_sell = numbers


def _day(instrument: InstrumentState) -> tuple[int, int, int, int | None, int, int, int]:
    return (
        instrument.phase_ts,
        instrument.trade_date,
        instrument.halt_until,
        instrument.opened,
        instrument.high,
        instrument.low,
        instrument.value,
    )


def _restore_day(
    instrument: InstrumentState, day: tuple[int, int, int, int | None, int, int, int]
) -> None:
    (
        instrument.phase_ts,
        instrument.trade_date,
        instrument.halt_until,
        instrument.opened,
        instrument.high,
        instrument.low,
        instrument.value,
    ) = day


def _order(order: Order) -> list[Any]:
    return [
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
    ]


def _restore_orders(
    engine: Engine, orders: list[list[Any]], used_ids: dict[str, dict[str, int]]
) -> None:
    for *fields, leaves, cum_value, former in orders:
        order_id, code, cl_ord_id, symbol, side, ord_type, tif, qty, price, entered_by = fields
        account, instrument, used = (
            engine.accounts[code],
            engine.instruments[symbol],
            used_ids[code],
        )
        order = Order(
            order_id,
            account.code,
            cl_ord_id,
            instrument.symbol,
            side,
            ord_type,
            tif,
            qty,
            price,
            engine.users.setdefault(entered_by, entered_by),
            used[cl_ord_id],
        )
        order.leaves = leaves
        order.cum_value = cum_value
        order.former = tuple((known, used[known]) for known in former)
        instrument.book.rest(order)
        account.keep(order)
        for known in (cl_ord_id, *former):
            account.ids[known] = order
    for instrument in engine.instruments.values():
        instrument.book.changes.clear()
