"""Building the engine's events from orders."""

from __future__ import annotations

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..model.enums import EXEC_TRADE, FILLED, NO_LIQUIDITY, PARTIALLY_FILLED
from ..model.events import Execution


def execution(
    seq: int,
    ts: int,
    exec_type: int,
    status: int,
    order: Order,
    instrument: InstrumentState,
    code: str = "",
) -> Execution:
    """A report without a fill; an order that is finished has no leaves."""
    leaves = order.leaves
    return _report(
        seq,
        ts,
        exec_type,
        status,
        order,
        instrument,
        leaves if status < FILLED else 0,
        order.qty - leaves,
        order.cum_value,
        0,
        0,
        0,
        NO_LIQUIDITY,
        code,
    )


def trade(
    seq: int,
    ts: int,
    order: Order,
    instrument: InstrumentState,
    leaves: int,
    cum_value: int,
    lots: int,
    price: int,
    trade_id: int,
    liquidity: int,
) -> Execution:
    """A fill of ``lots`` at ``price`` ticks that left ``leaves`` open."""
    return _report(
        seq,
        ts,
        EXEC_TRADE,
        PARTIALLY_FILLED if leaves else FILLED,
        order,
        instrument,
        leaves,
        order.qty - leaves,
        cum_value,
        lots,
        price,
        trade_id,
        liquidity,
        "",
    )


def _report(
    seq: int,
    ts: int,
    exec_type: int,
    status: int,
    order: Order,
    instrument: InstrumentState,
    leaves: int,
    cum: int,
    cum_value: int,
    lots: int,
    price: int,
    trade_id: int,
    liquidity: int,
    code: str,
) -> Execution:
    row, former = instrument.row, order.former_ids
    return Execution(
        seq,
        ts,
        exec_type,
        status,
        order.order_id,
        order.cl_ord_id,
        former[-1] if former else "",
        order.account,
        order.symbol,
        order.entered_by,
        order.side,
        order.ord_type,
        order.tif,
        order.qty,
        leaves,
        cum,
        order.price,
        cum_value,
        lots,
        price,
        trade_id,
        liquidity,
        code,
        row.tick_num,
        row.tick_den,
    )
