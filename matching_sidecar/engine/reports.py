"""Building the engine's events from orders."""

from __future__ import annotations

from typing import Final

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..book.special import PLAIN, Special
from ..model.enums import EXEC_TRADE, FILLED, NO_LIQUIDITY, PARTIALLY_FILLED
from ..model.events import Execution

_EXECUTION: Final = Execution
"""Compiled code finds a constant of its own module without a lookup."""


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
    leaves, former = order.leaves, order.former
    report = _EXECUTION(
        seq,
        ts,
        exec_type,
        status,
        order.order_id,
        order.cl_ord_id,
        former[-1][0] if former else "",
        order.account,
        order.symbol,
        order.entered_by,
        order.side,
        order.ord_type,
        order.tif,
        order.qty,
        leaves if status < FILLED else 0,
        order.qty - leaves,
        order.price,
        order.cum_value,
        0,
        0,
        0,
        NO_LIQUIDITY,
        code,
        instrument.tick_num,
        instrument.tick_den,
    )
    if order.special is not None:
        _add_terms(report, order, order.special)
    return report


def trade(
    seq: int,
    ts: int,
    order: Order,
    instrument: InstrumentState,
    lots: int,
    price: int,
    trade_id: int,
    liquidity: int,
) -> Execution:
    """A fill of ``lots`` at ``price`` ticks, after which the order is as it is now."""
    leaves, former = order.leaves, order.former
    report = _EXECUTION(
        seq,
        ts,
        EXEC_TRADE,
        PARTIALLY_FILLED if leaves else FILLED,
        order.order_id,
        order.cl_ord_id,
        former[-1][0] if former else "",
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
        order.cum_value,
        lots,
        price,
        trade_id,
        liquidity,
        "",
        instrument.tick_num,
        instrument.tick_den,
    )
    if order.special is not None:
        _add_terms(report, order, order.special)
    return report


def _add_terms(report: Execution, order: Order, special: Special) -> None:
    """What only orders with terms say; a child may still be armed for more."""
    if special.terms is not PLAIN:
        report.terms = special.terms
    report.stop_price = special.stop_price
    if special.group is not None:
        report.list_id = special.group.list_id
    if report.ord_status == FILLED and not order.leaves and special.to_come > 0:
        report.ord_status = PARTIALLY_FILLED
