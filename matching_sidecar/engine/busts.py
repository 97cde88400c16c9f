"""Trades that are cancelled or get another price afterwards (docs/matching.md, *Bust and
correction*)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book.order import Order
from ..model.commands import BustTrade, CorrectTrade
from ..model.enums import (
    BUY,
    CANCELED,
    EXEC_TRADE,
    EXEC_TRADE_CORRECT,
    EXPIRED,
    FILLED,
    LEG,
    MULTILEG,
    NEW,
    PARTIALLY_FILLED,
)
from ..model.events import Answer, Event, Execution, Refusal
from . import amendments, restating

if TYPE_CHECKING:
    from .engine import Engine


def bust(engine: Engine, command: BustTrade, events: list[Event]) -> Answer:
    """Cancel a trade: both sides are reported, positions follow, nothing returns to the market."""
    code = _refusal(engine, command.trade_id, command.fills, command.latest)
    if code:
        return Refusal(code, "")
    engine.busted.add(command.trade_id)
    start = len(events)
    for fill, latest in zip(command.fills, command.latest, strict=True):
        _bust_side(engine, fill, latest, command.ts, events)
    _uncount(engine, command.fills)
    return _answer(events[start])


def correct(engine: Engine, command: CorrectTrade, events: list[Event]) -> Answer:
    """Give a trade another price."""
    code = _refusal(engine, command.trade_id, command.fills, command.latest)
    instrument = engine.instruments.get(command.fills[0].symbol) if command.fills else None
    if not code and instrument is not None and command.price <= 0 and not instrument.negative_price:
        code = "PRICE_BAND"
    if code:
        return Refusal(code, "")
    start = len(events)
    for fill, latest in zip(command.fills, command.latest, strict=True):
        added = fill.last_qty * (command.price - fill.last_price)
        value = latest.cum_value
        if fill.leg != LEG:
            value += added
            order = _open_order(engine, latest)
            if order is not None:
                order.cum_value = value
        seq = _next_seq(engine, latest.order_id)
        events.append(amendments.corrected(seq, command.ts, fill, latest, command.price, value))
    _uncount(engine, command.fills, command.price)
    return _answer(events[start])


def _bust_side(
    engine: Engine, fill: Execution, latest: Execution, ts: int, events: list[Event]
) -> None:
    lots, status, leaves = fill.last_qty, latest.ord_status, latest.leaves
    cum, value = latest.cum, latest.cum_value
    order = _open_order(engine, latest)
    if fill.leg != LEG:
        cum -= lots
        value -= lots * fill.last_price
        if status not in (CANCELED, EXPIRED):
            leaves = latest.qty - cum
            status = PARTIALLY_FILLED if cum else NEW
    seq = _next_seq(engine, latest.order_id)
    events.append(amendments.cancelled(seq, ts, fill, latest, status, leaves, cum, value))
    if fill.leg != MULTILEG:
        account = engine.accounts[fill.account]
        account.exposure(fill.symbol).adjust(-lots if fill.side == BUY else lots)
        engine.touch(engine.instruments[fill.symbol])
    if fill.leg == LEG:
        return
    if order is not None:
        order.qty -= lots
        order.cum_value = value
        engine.amended[order.order_id] = engine.event_seq + 1
        restating.report(engine, order, "TRADE_BUST", ts, events)
    elif latest.ord_status == FILLED:
        seq = _next_seq(engine, latest.order_id)
        events.append(amendments.ended(seq, ts, fill, latest, cum, value))


def _refusal(engine: Engine, trade_id: int, fills: list[Execution], latest: list[Execution]) -> str:
    """ "" when the reports are those of a trade that stands, and its orders as they are now."""
    if trade_id in engine.busted or not 0 < len(fills) <= 2 or len(fills) != len(latest):
        return "UNKNOWN_TRADE"
    for fill, last in zip(fills, latest, strict=True):
        if (
            fill.trade_id != trade_id
            or fill.exec_type not in (EXEC_TRADE, EXEC_TRADE_CORRECT)
            or fill.order_id != last.order_id
            or fill.account not in engine.accounts
            or fill.symbol not in engine.instruments
        ):
            return "UNKNOWN_TRADE"
    for last in latest:
        if not _is_latest(engine, last):
            return "ORDER_CHANGED"
    return ""


def _is_latest(engine: Engine, latest: Execution) -> bool:
    """Whether a report says how its order is now."""
    if engine.amended.get(latest.order_id, 0) > latest.seq:
        return False
    order = _open_order(engine, latest)
    if order is None:
        return latest.ord_status in (FILLED, CANCELED, EXPIRED)
    return (order.qty, order.leaves, order.cum_value, order.cl_ord_id) == (
        latest.qty,
        latest.leaves,
        latest.cum_value,
        latest.cl_ord_id,
    )


def _open_order(engine: Engine, latest: Execution) -> Order | None:
    order = engine.accounts[latest.account].order(latest.cl_ord_id)
    return order if order is not None and order.order_id == latest.order_id else None


def _next_seq(engine: Engine, order_id: int) -> int:
    """The number of the next event, which amends an order."""
    engine.event_seq += 1
    engine.amended[order_id] = engine.event_seq
    return engine.event_seq


def _uncount(engine: Engine, fills: list[Execution], price: int | None = None) -> None:
    """Take a trade out of the day's volume and value; with ``price``, count it at that instead.

    Legs of trades between spreads were never counted.
    """
    for fill in fills:
        if fill.leg != LEG:
            instrument = engine.instruments[fill.symbol]
            if fill.ts >= instrument.day_ts and amendments.same_tick(fill, instrument):
                instrument.count(fill.last_price, -fill.last_qty)
                if price is not None:
                    instrument.count(price, fill.last_qty)
            engine.touched.add(instrument.symbol)
            return


def _answer(event: Event) -> Answer:
    return event
