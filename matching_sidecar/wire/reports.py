"""Engine events as the protocol says them: ticks become prices, numbers become FIX names."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ..model.codes import REASONS, cxl_rej_reason
from ..model.enums import (
    BASIS_POINTS,
    DISPLAY_METHOD_NAMES,
    EXEC_REJECTED,
    EXEC_TYPE_NAMES,
    LIMIT,
    LIQUIDITY_NAMES,
    MARKET_TO_LIMIT,
    MULTILEG_NAMES,
    ORD_STATUS_NAMES,
    ORD_TYPE_NAMES,
    PRICE_UNITS,
    SIDE_NAMES,
    SINGLE,
    STOP_LIMIT,
    STP_NAMES,
    TIF_NAMES,
    TRAIL_UNIT_NAMES,
    TRAILING_STOP_LIMIT,
    TRIGGER_NAMES,
)
from ..model.events import CancelReject, Event, Execution
from ..model.terms import Terms


class ExecutionReport(
    msgspec.Struct, tag_field="type", tag="execution", omit_defaults=True, gc=False
):
    """FIX 35=8. Prices in the instrument's unit, quantities in lots, times in nanoseconds UTC.

    From ``stop_px`` on: what only some orders have; left out where it is not so.
    """

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
    stop_px: float | None = None
    trigger: str = ""
    trail_offset: float | None = None
    trail_unit: str = ""
    limit_offset: float | None = None
    activation_px: float | None = None
    min_qty: int = 0
    display_qty: int = 0
    display_method: str = ""
    expire_time: int = 0
    expire_date: str = ""
    stp: str = ""
    all_or_none: bool = False
    post_only: bool = False
    reduce_only: bool = False
    list_id: str = ""
    exec_ref_id: int = 0
    multileg: str = ""


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

_LIMITED_LATER = (MARKET_TO_LIMIT, TRAILING_STOP_LIMIT)
_ENCODER = msgspec.json.Encoder()
_PACKER = msgspec.msgpack.Encoder()


def report(event: Event) -> Report:
    """An event as a message."""
    if type(event) is Execution:
        return _execution(event)
    return _cancel_reject(event)  # type: ignore[arg-type]


def encode(event: Event) -> bytes:
    """An event as JSON."""
    return _ENCODER.encode(report(event))


def pack(event: Event) -> bytes:
    """An event as MessagePack."""
    return _PACKER.encode(report(event))


def encode_batch(events: Iterable[Event]) -> str:
    """Events as one JSON array: what ``apply_events`` takes."""
    return _ENCODER.encode([report(event) for event in events]).decode()


def _execution(event: Execution) -> ExecutionReport:
    num, den, cum, code = event.tick_num, event.tick_den, event.cum, event.code
    reason = REASONS[code] if code else None
    made = ExecutionReport(
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
        event.price * num / den if event.ord_type == LIMIT else _limit(event),
        event.cum_value * num / (cum * den) if cum else 0.0,
        event.last_qty,
        event.last_price * num / den,
        event.trade_id,
        LIQUIDITY_NAMES[event.liquidity],
        code,
        reason.ord_rej_reason if reason and event.exec_type == EXEC_REJECTED else None,
        reason.text if reason else "",
    )
    if event.terms is not None or event.stop_price is not None:
        _add_terms(made, event)
    if event.list_id:
        made.list_id = event.list_id
    if event.exec_ref:
        made.exec_ref_id = event.exec_ref
    if event.leg != SINGLE:
        made.multileg = MULTILEG_NAMES[event.leg]
    return made


def _limit(event: Execution) -> float | None:
    """The limit price of an order that is not a limit order; None while it has none."""
    if event.ord_type == STOP_LIMIT or (event.ord_type in _LIMITED_LATER and event.price):
        return event.price * event.tick_num / event.tick_den
    return None


def _add_terms(made: ExecutionReport, event: Execution) -> None:
    """What only orders with terms say. A waiting stop says where it stands now."""
    num, den = event.tick_num, event.tick_den
    if event.stop_price is not None:
        made.stop_px = event.stop_price * num / den
    terms = event.terms
    if terms is None:
        return
    made.trigger = TRIGGER_NAMES[terms.trigger]
    if terms.trail_unit:
        made.trail_offset = _trail_offset(terms, num, den)
        made.trail_unit = TRAIL_UNIT_NAMES[terms.trail_unit]
        if event.ord_type == TRAILING_STOP_LIMIT:
            made.limit_offset = terms.limit_offset * num / den
        if terms.activation_price is not None:
            made.activation_px = terms.activation_price * num / den
    made.min_qty = terms.min_qty
    made.display_qty = terms.display_qty
    made.display_method = DISPLAY_METHOD_NAMES[terms.display_method]
    made.expire_time = terms.expire_ts
    if terms.expire_date:
        made.expire_date = _day(terms.expire_date)
    made.stp = STP_NAMES[terms.stp]
    made.all_or_none = terms.all_or_none
    made.post_only = terms.post_only
    made.reduce_only = terms.reduce_only


def _trail_offset(terms: Terms, num: int, den: int) -> float:
    if terms.trail_unit == PRICE_UNITS:
        return terms.trail_offset * num / den
    return terms.trail_offset / 100 if terms.trail_unit == BASIS_POINTS else terms.trail_offset


def _day(number: int) -> str:
    """The number yyyymmdd in ISO 8601."""
    text = f"{number:08}"
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"


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
