"""Building the engine's events from orders."""

from __future__ import annotations

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..model.enums import EXEC_TRADE, NO_LIQUIDITY
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
    """A report without a fill.

    An order that is finished has no leaves.
    """
    row = instrument.row
    open_ = status < 2
    former = order.former_ids
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
        order.leaves if open_ else 0,
        order.qty - order.leaves,
        order.price,
        order.cum_value,
        0,
        0,
        0,
        NO_LIQUIDITY,
        code,
        row.tick_num,
        row.tick_den,
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
    row = instrument.row
    former = order.former_ids
    return Execution(
        seq,
        ts,
        EXEC_TRADE,
        1 if leaves else 2,
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
        order.qty - leaves,
        order.price,
        cum_value,
        lots,
        price,
        trade_id,
        liquidity,
        "",
        row.tick_num,
        row.tick_den,
    )
