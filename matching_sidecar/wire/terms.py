"""From the fields only some orders have to the engine's terms, each fault with the name of its field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import UNSET, UnsetType

from ..model.enums import (
    BASIS_POINTS,
    DISPLAY_METHODS,
    GTD,
    INITIAL,
    LAST,
    STOP,
    STOP_LIMIT,
    STP_MODES,
    TICKS,
    TRAIL_UNITS,
    TRAILING_STOP,
    TRAILING_STOP_LIMIT,
    TRIGGERS,
)
from ..model.terms import Terms
from .errors import EdgeError
from .prices import to_ticks

if TYPE_CHECKING:
    from ..model.reference import InstrumentRow
    from .messages import OrderTerms

T = TypeVar("T")

NONE: Final = Terms()
_STOPS: Final = (STOP, STOP_LIMIT, TRAILING_STOP, TRAILING_STOP_LIMIT)
_TRAILING: Final = (TRAILING_STOP, TRAILING_STOP_LIMIT)


def to_terms(message: OrderTerms, ord_type: int, tif: int, row: InstrumentRow) -> Terms | None:
    """The terms of an order; None when it has none.

    Raises:
        EdgeError: a field is missing, off the tick, or not for this kind of order.
    """
    stop, trigger = _stop(message, ord_type, row)
    offset, unit, limit_offset, activation = _trail(message, ord_type, row)
    display, method = _display(message)
    expire_ts, expire_date = _expiry(message, tif)
    terms = Terms(
        stop,
        trigger,
        offset,
        unit,
        limit_offset,
        activation,
        _or(message.min_qty, 0),
        display,
        method,
        expire_ts,
        expire_date,
        0 if message.stp is UNSET else STP_MODES[message.stp],
        _or(message.all_or_none, False),
        _or(message.post_only, False),
        _or(message.reduce_only, False),
    )
    return None if terms == NONE else terms


def to_date(text: str, field: str) -> int:
    """A date as the number yyyymmdd.

    Raises:
        EdgeError: there is no such day.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise EdgeError("FIELD_INVALID", f"{field} is not a day: {text}", field) from None
    return day.year * 10_000 + day.month * 100 + day.day


def _stop(message: OrderTerms, ord_type: int, row: InstrumentRow) -> tuple[int | None, int]:
    """Stop price and trigger."""
    price, stops = message.stop_px, ord_type in _STOPS
    _only(stops, "stop_px", price, "stop orders")
    _only(stops, "trigger", message.trigger, "stop orders")
    if not stops:
        return None, 0
    trigger = LAST if message.trigger is UNSET else TRIGGERS[message.trigger]
    if price is None or price is UNSET:
        if ord_type not in _TRAILING:
            raise EdgeError("FIELD_INVALID", "a stop order needs a stop_px", "stop_px")
        return None, trigger
    return to_ticks(price, row, "stop_px"), trigger


def _trail(
    message: OrderTerms, ord_type: int, row: InstrumentRow
) -> tuple[int, int, int, int | None]:
    """Trailing offset and its unit, limit offset, activation price."""
    trailing = ord_type in _TRAILING
    _only(trailing, "trail_offset", message.trail_offset, "trailing stops")
    _only(trailing, "trail_unit", message.trail_unit, "trailing stops")
    _only(trailing, "activation_px", message.activation_px, "trailing stops")
    limited = ord_type == TRAILING_STOP_LIMIT
    _only(limited, "limit_offset", message.limit_offset, "trailing_stop_limit orders")
    if not trailing:
        return 0, 0, 0, None
    given = message.trail_offset
    if given is UNSET:
        raise EdgeError("FIELD_INVALID", "a trailing stop needs a trail_offset", "trail_offset")
    unit = TRAIL_UNITS[_or(message.trail_unit, "price")]
    offset = _offset(given, unit, row)
    limit = message.limit_offset
    limit_offset = 0 if limit is UNSET else to_ticks(limit, row, "limit_offset")
    price = message.activation_px
    if price is None or price is UNSET:
        return offset, unit, limit_offset, None
    return offset, unit, limit_offset, to_ticks(price, row, "activation_px")


def _offset(given: float, unit: int, row: InstrumentRow) -> int:
    """A trailing offset in ticks or basis points."""
    if unit in (TICKS, BASIS_POINTS):
        number = given if unit == TICKS else given * 100
        whole = round(number)
        if abs(number - whole) < 1e-9 * max(1.0, number) and whole > 0:
            return whole
        rule = "a whole number of ticks" if unit == TICKS else "per cent with two decimals at most"
        text = f"trail_offset must be {rule}, got {given:.15g}"
        raise EdgeError("FIELD_INVALID", text, "trail_offset")
    return to_ticks(given, row, "trail_offset")


def _display(message: OrderTerms) -> tuple[int, int]:
    """Displayed quantity and how it is renewed."""
    shown = message.display_qty
    _only(shown is not UNSET, "display_method", message.display_method, "orders with display_qty")
    if shown is UNSET:
        return 0, 0
    method = message.display_method
    return shown, INITIAL if method is UNSET else DISPLAY_METHODS[method]


def _expiry(message: OrderTerms, tif: int) -> tuple[int, int]:
    """Expiry as nanoseconds or as a date."""
    moment, day = message.expire_time, message.expire_date
    _only(tif == GTD, "expire_time", moment, "time_in_force gtd")
    _only(tif == GTD, "expire_date", day, "time_in_force gtd")
    if tif != GTD:
        return 0, 0
    if (moment is UNSET) == (day is UNSET):
        text = "time_in_force gtd needs expire_time or expire_date, and not both"
        raise EdgeError("FIELD_INVALID", text, "expire_time")
    if day is UNSET:
        return _or(moment, 0), 0
    return 0, to_date(day, "expire_date")


def _only(allowed: bool, field: str, value: object, what: str) -> None:
    if not allowed and value is not UNSET and value is not None:
        raise EdgeError("FIELD_INVALID", f"{field} is for {what} only", field)


def _or(value: T | UnsetType, default: T) -> T:
    return default if value is UNSET else value
