"""Reports of a trade that is cancelled or corrected, made from the reports there are."""

from __future__ import annotations

from msgspec.structs import replace

from ..book.instrument import InstrumentState
from ..model.enums import (
    CANCELED,
    EXEC_CANCELED,
    EXEC_TRADE_CANCEL,
    EXEC_TRADE_CORRECT,
    NO_LIQUIDITY,
    SINGLE,
)
from ..model.events import Execution


def cancelled(
    seq: int,
    ts: int,
    fill: Execution,
    latest: Execution,
    status: int,
    leaves: int,
    cum: int,
    value: int,
) -> Execution:
    """The trade is no more; the order is left with these quantities."""
    return replace(
        _of_trade(seq, ts, fill, latest),
        exec_type=EXEC_TRADE_CANCEL,
        ord_status=status,
        leaves=leaves,
        cum=cum,
        cum_value=value,
    )


def corrected(
    seq: int, ts: int, fill: Execution, latest: Execution, price: int, value: int
) -> Execution:
    """The trade was at another price."""
    return replace(
        _of_trade(seq, ts, fill, latest),
        exec_type=EXEC_TRADE_CORRECT,
        last_price=price,
        cum_value=value,
    )


def ended(seq: int, ts: int, fill: Execution, latest: Execution, cum: int, value: int) -> Execution:
    """An order that was filled stays without the lots that were taken from it."""
    return replace(
        latest,
        seq=seq,
        ts=ts,
        exec_type=EXEC_CANCELED,
        ord_status=CANCELED,
        symbol=fill.symbol,
        side=fill.side,
        leaves=0,
        cum=cum,
        cum_value=value,
        last_qty=0,
        last_price=0,
        trade_id=0,
        liquidity=NO_LIQUIDITY,
        code="TRADE_BUST",
        tick_num=fill.tick_num,
        tick_den=fill.tick_den,
        exec_ref=0,
        leg=SINGLE,
    )


def same_tick(fill: Execution, instrument: InstrumentState) -> bool:
    """Whether the instrument's prices are still in the ticks of a report."""
    return fill.tick_num * instrument.tick_den == instrument.tick_num * fill.tick_den


def _of_trade(seq: int, ts: int, fill: Execution, latest: Execution) -> Execution:
    """The trade as ``fill`` tells it, the order as ``latest`` does."""
    return replace(
        latest,
        seq=seq,
        ts=ts,
        symbol=fill.symbol,
        side=fill.side,
        last_qty=fill.last_qty,
        last_price=fill.last_price,
        trade_id=fill.trade_id,
        liquidity=fill.liquidity,
        code="",
        tick_num=fill.tick_num,
        tick_den=fill.tick_den,
        exec_ref=fill.exec_ref or fill.seq,
        leg=fill.leg,
    )
