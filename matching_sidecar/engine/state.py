"""The engine's whole state as plain lists: for snapshots, and for the digest that proves a
replay.

Two engines in the same state give the same bytes. Dictionaries are written in the order of their
insertion, which is itself a consequence of the commands, and restored in it.
"""

from __future__ import annotations

import hashlib

import msgspec

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..model.snapshot import State
from ..risk.state import AccountState, Exposure, FirmState
from . import spreads, state_orders
from .engine import Engine

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
        [state_orders.dump(order) for order in orders],
        engine.epoch,
        [_day(instrument) for instrument in engine.instruments.values()],
        [instrument.book.priority for instrument in engine.instruments.values()],
        state_orders.dump_groups(orders),
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
    state_orders.restore(
        engine, state, {account[0].code: account[-1] for account in state.accounts}
    )
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
