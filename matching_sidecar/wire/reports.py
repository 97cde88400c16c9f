"""Engine events as the protocol says them: ticks become prices, numbers become FIX names."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ..model.codes import REASONS, cxl_rej_reason
from ..model.enums import (
    EXEC_REJECTED,
    EXEC_TYPE_NAMES,
    LIMIT,
    LIQUIDITY_NAMES,
    ORD_STATUS_NAMES,
    ORD_TYPE_NAMES,
    SIDE_NAMES,
    TIF_NAMES,
)
from ..model.events import CancelReject, Event, Execution


class ExecutionReport(msgspec.Struct, tag_field="type", tag="execution", gc=False):
    """FIX 35=8. Prices in the instrument's unit, quantities in lots, times in nanoseconds UTC."""

    seq: int
    ts: int
    exec_type: str
    ord_status: str
    order_id: int
    exec_id: int
    cl_ord_id: str
    orig_cl_ord_id: str
    account: str
    symbol: str
    entered_by: str
    side: str
    ord_type: str
    time_in_force: str
    order_qty: int
    leaves_qty: int
    cum_qty: int
    price: float | None
    avg_px: float
    last_qty: int
    last_px: float
    trade_id: int
    liquidity: str
    code: str
    ord_rej_reason: int | None
    text: str


class CancelRejectReport(msgspec.Struct, tag_field="type", tag="cancel_reject", gc=False):
    """FIX 35=9."""

    seq: int
    ts: int
    cl_ord_id: str
    orig_cl_ord_id: str
    account: str
    symbol: str
    order_id: int
    ord_status: str
    response_to: str
    cxl_rej_reason: int
    code: str
    text: str


Report = ExecutionReport | CancelRejectReport

_ENCODER = msgspec.json.Encoder()


def report(event: Event) -> Report:
    """An event as a message."""
    if type(event) is Execution:
        return _execution(event)
    return _cancel_reject(event)  # type: ignore[arg-type]


def encode(event: Event) -> bytes:
    """An event as JSON."""
    return _ENCODER.encode(report(event))


def encode_batch(events: Iterable[Event]) -> str:
    """Events as one JSON array: what ``apply_events`` takes."""
    return _ENCODER.encode([report(event) for event in events]).decode()


def _execution(event: Execution) -> ExecutionReport:
    num, den, cum, code = event.tick_num, event.tick_den, event.cum, event.code
    reason = REASONS[code] if code else None
    return ExecutionReport(
        event.seq,
        event.ts,
        EXEC_TYPE_NAMES[event.exec_type],
        ORD_STATUS_NAMES[event.ord_status],
        event.order_id,
        event.seq,
        event.cl_ord_id,
        event.orig_cl_ord_id,
        event.account,
        event.symbol,
        event.entered_by,
        SIDE_NAMES[event.side],
        ORD_TYPE_NAMES[event.ord_type],
        TIF_NAMES[event.tif],
        event.qty,
        event.leaves,
        cum,
        event.price * num / den if event.ord_type == LIMIT else None,
        event.cum_value * num / (cum * den) if cum else 0.0,
        event.last_qty,
        event.last_price * num / den,
        event.trade_id,
        LIQUIDITY_NAMES[event.liquidity],
        code,
        reason.ord_rej_reason if reason and event.exec_type == EXEC_REJECTED else None,
        reason.text if reason else "",
    )


def _cancel_reject(event: CancelReject) -> CancelRejectReport:
    return CancelRejectReport(
        event.seq,
        event.ts,
        event.cl_ord_id,
        event.orig_cl_ord_id,
        event.account,
        event.symbol,
        event.order_id,
        ORD_STATUS_NAMES[event.ord_status],
        "replace" if event.replace else "cancel",
        cxl_rej_reason(event.code),
        event.code,
        REASONS[event.code].text,
    )
