"""Events of the sidecar as they cross the seam (docs/protocol.md): what a run of them does to an order.

Nothing here knows the database. An event is the parsed JSON object; numbers with a fraction are
`Decimal`, so that prices arrive exactly as they were sent.
"""

import json
from decimal import Decimal

from .const import (
    DISPLAY_METHOD,
    EXEC_TYPE,
    LIQUIDITY,
    MULTILEG,
    ORD_STATUS,
    ORD_TYPE,
    SIDE,
    TERMINAL,
    TIME_IN_FORCE,
    TRAIL_UNIT,
    TRIGGER,
)

_NUMBER = (int, Decimal)

_COMMON = {
    "seq": int,
    "ts": int,
    "order_id": int,
    "cl_ord_id": str,
    "orig_cl_ord_id": str,
    "account": str,
    "symbol": str,
    "ord_status": str,
    "code": str,
    "text": str,
}
_EXECUTION = _COMMON | {
    "exec_type": str,
    "entered_by": str,
    "side": str,
    "ord_type": str,
    "time_in_force": str,
    "order_qty": int,
    "leaves_qty": int,
    "cum_qty": int,
    "avg_px": _NUMBER,
    "last_qty": int,
    "last_px": _NUMBER,
    "trade_id": int,
    "liquidity": str,
}
_CANCEL_REJECT = _COMMON | {"response_to": str}

# What only some reports have; left out or null means: not so.
_OPTIONAL = {
    "price": _NUMBER,
    "stop_px": _NUMBER,
    "trigger": str,
    "trail_offset": _NUMBER,
    "trail_unit": str,
    "limit_offset": _NUMBER,
    "activation_px": _NUMBER,
    "min_qty": int,
    "display_qty": int,
    "display_method": str,
    "expire_time": int,
    "expire_date": str,
    "all_or_none": bool,
    "post_only": bool,
    "reduce_only": bool,
    "list_id": str,
    "exec_ref_id": int,
    "multileg": str,
}

_CHOICES = {
    "exec_type": {value for value, _label in EXEC_TYPE} - {"cancel_reject"},
    "ord_status": {value for value, _label in ORD_STATUS} - {"draft"},
    "side": dict(SIDE),
    "ord_type": dict(ORD_TYPE),
    "time_in_force": dict(TIME_IN_FORCE),
    "liquidity": {"", *dict(LIQUIDITY)},
    "response_to": {"cancel", "replace"},
    "trigger": {"", *dict(TRIGGER)},
    "trail_unit": {"", *dict(TRAIL_UNIT)},
    "display_method": {"", *dict(DISPLAY_METHOD)},
    "multileg": {"", *dict(MULTILEG)},
}

# What `brokersync.event.batch` adds to an event when it has found out what it concerns.
RESOLVED = ("account_id", "firm_id", "instrument_id", "order")

# What a later event of the same order overwrites on the order.
ORDER_STATE = (
    "cl_ord_id",
    "ord_status",
    "order_qty",
    "leaves_qty",
    "cum_qty",
    "avg_px",
    "price",
    "stop_px",
    "seq",
    "ts",
)

# Cancelling or correcting a trade reaches orders that have ended.
AFTER_THE_END = ("trade_cancel", "trade_correct")


class EventError(ValueError):
    """An event that does not say what it must; the message names the field."""


def _no_constant(name):
    raise ValueError(f"{name} is not a number")


def load_events(text):
    """The events in a JSON array, unchecked.

    :raise ValueError: not an array, or not JSON (NaN and Infinity are not JSON)
    """
    events = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    if not isinstance(events, list):
        raise ValueError("not an array")
    return events


def check_event(event):
    """Raise EventError unless `event` is an execution report or a cancel reject with every field in its type."""
    kinds = {"execution": _EXECUTION, "cancel_reject": _CANCEL_REJECT}
    if not isinstance(event, dict) or event.get("type") not in kinds:
        raise EventError("type: neither execution nor cancel_reject")
    for field, kind in kinds[event["type"]].items():
        value = event.get(field)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise EventError(f"{field}: {value!r} is not allowed")
        if (
            field in _CHOICES
            and value not in _CHOICES[field]
            and not (field == "ord_status" and not value)
        ):
            raise EventError(f"{field}: {value!r} is unknown")
    if event["type"] == "execution":
        if not event["ord_status"]:
            raise EventError("ord_status: is empty")
        for field in _OPTIONAL.keys() & event.keys():
            _check_optional(field, event[field])


def _check_optional(field, value):
    kind = _OPTIONAL[field]
    if value is None:
        return
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise EventError(f"{field}: {value!r} is not allowed")
    if field in _CHOICES and value not in _CHOICES[field]:
        raise EventError(f"{field}: {value!r} is unknown")


def fold_orders(events):
    """What a run of checked events, in order, leaves of each order: `{key: change}`.

    The key is the sidecar's order number, or where there is none `(account, cl_ord_id)`. A change has:

    - `first`: the first execution report, which describes an order not seen before, or None
    - `state`: the fields of ORDER_STATE after the last execution report, or None
    - `answered`: the client ids of cancel and replace requests that were answered
    - `reject`: the last event that refused something, or None

    :raise EventError: an order lives on after its end
    """
    changes = {}
    for event in events:
        key = event["order_id"] or (event["account"], event["cl_ord_id"])
        change = changes.setdefault(
            key, {"first": None, "state": None, "answered": [], "reject": None}
        )
        if event["type"] == "cancel_reject":
            change["answered"].append(event["cl_ord_id"])
            change["reject"] = event
            continue
        if event.get("multileg") == "leg":
            # A spread's fill in one leg: the order's own report tells how the order stands.
            continue
        if (
            change["state"]
            and change["state"]["ord_status"] in TERMINAL
            and event["exec_type"] not in AFTER_THE_END
        ):
            raise EventError(f"order_id: {event['order_id']} has ended before")
        change["first"] = change["first"] or event
        change["state"] = {field: event.get(field) for field in ORDER_STATE}
        if event["exec_type"] in ("canceled", "replaced"):
            change["answered"].append(event["cl_ord_id"])
        if event["exec_type"] == "rejected":
            change["reject"] = event
        elif event["ord_status"] in TERMINAL and event["code"]:
            change["state"]["end_code"] = event["code"]
    return changes
