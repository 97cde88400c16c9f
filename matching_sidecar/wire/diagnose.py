"""Saying what is wrong with a message. Only messages that were refused (or look doubtful) come here: it may be slow."""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import Any, Final, get_args

from .errors import EdgeError, excerpt
from .messages import (
    MAX_BATCH,
    MAX_GROUP,
    MAX_QTY,
    MAX_TEXT,
    Action,
    Channel,
    Contingency,
    DisplayMethod,
    Interval,
    Message,
    OrdType,
    StpMode,
    TimeInForce,
    TrailUnit,
    Trigger,
)

_ID: Final = f"text of 1 to {MAX_TEXT} printable characters"
_LOTS: Final = f"a whole number of lots from 1 to {MAX_QTY}"
_PRICE: Final = "a finite number below 1e12"


def _one_of(choices: Any) -> str:
    return f"one of {', '.join(get_args(choices))}"


RULES: Final = {
    "op": "one of " + ", ".join(str(kind.__struct_config__.tag) for kind in get_args(Message)),
    "cl_ord_id": _ID,
    "orig_cl_ord_id": _ID,
    "list_id": _ID,
    "account": _ID,
    "symbol": _ID,
    "firm": _ID,
    "side": "buy or sell",
    "ord_type": _one_of(OrdType),
    "time_in_force": _one_of(TimeInForce),
    "order_qty": _LOTS,
    "price": _PRICE,
    "stop_px": _PRICE,
    "trigger": _one_of(Trigger),
    "trail_offset": "a number above 0 and below 1e12",
    "trail_unit": _one_of(TrailUnit),
    "limit_offset": _PRICE,
    "activation_px": _PRICE,
    "min_qty": _LOTS,
    "display_qty": _LOTS,
    "display_method": _one_of(DisplayMethod),
    "expire_time": "a whole number of nanoseconds since 1970",
    "expire_date": "a day as YYYY-MM-DD",
    "stp": _one_of(StpMode),
    "all_or_none": "true or false",
    "post_only": "true or false",
    "reduce_only": "true or false",
    "contingency": _one_of(Contingency),
    "orders": f"a list of 2 to {MAX_GROUP} orders",
    "token": "text",
    "cancel_on_disconnect": "seconds from 0 to 3600",
    "channel": _one_of(Channel),
    "symbols": f"a list of 1 to {MAX_BATCH} symbols",
    "since": "an event number from 0",
    "depth": "1, 5, 10, 20 or 50",
    "interval": _one_of(Interval),
    "conflate_ms": "milliseconds from 10 to 60000",
    "id": f"text of 1 to {MAX_TEXT} characters or a whole number",
    "scope": "all, firm or account",
    "code": f"text of at most {MAX_TEXT} characters",
    "on": "true or false",
    "action": _one_of(Action),
    "trade_date": "a day as YYYY-MM-DD",
    "trade_id": "a whole number from 1",
}
"""What a field must be, in words."""

_PATH: Final = re.compile(r" - at `\$(?:\[(\d+)\])?(?:\.orders\[(\d+)\])?(?:\.(\w+))?")
_NAMED: Final = re.compile(r"(missing required|unknown) field `(.*?)`", re.DOTALL)


class BadEncoding(EdgeError):
    """The bytes are not UTF-8: a WebSocket is closed with 1007."""

    def __init__(self) -> None:
        super().__init__("MALFORMED", "the message is not valid UTF-8")


class _Literal:
    """A number no field can hold: NaN, Infinity, 1e400, or an integer of very many digits."""

    def __init__(self, text: str) -> None:
        self.text = text


class _Object(dict[str, Any]):
    """A JSON object that remembers a name it was given twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.twice = ""
        if len(self) < len(pairs):
            seen: set[str] = set()
            self.twice = next(n for n, _ in pairs if n in seen or seen.add(n))  # type: ignore[func-returns-value]


def explain(payload: bytes, error: Exception) -> EdgeError:
    """What is wrong with a payload the decoder refused."""
    try:
        messages = _parse(payload)
    except EdgeError as found:
        return found
    return _look_inside(messages) or _translate(messages, str(error))


def explain_tree(tree: Any, reason: str) -> EdgeError:
    """What is wrong with a message that came as MessagePack, with the decoder's words."""
    messages = [_as_parsed(message) for message in (tree if isinstance(tree, list) else [tree])]
    return _look_inside(messages) or _translate(messages, reason)


def inspect(payload: bytes) -> EdgeError | None:
    """What is wrong with a payload the decoder took: a name given twice, or nothing."""
    return _look_inside(_parse(payload))


def _as_parsed(value: Any) -> Any:
    """Maps and numbers that are not finite as ``_parse`` gives them."""
    if isinstance(value, dict):
        return _Object([(str(name), _as_parsed(inner)) for name, inner in value.items()])
    if isinstance(value, list):
        return [_as_parsed(inner) for inner in value]
    if isinstance(value, float) and not isfinite(value):
        return _Literal(str(value))
    return value


def _parse(payload: bytes) -> list[Any]:
    """The messages, read by a parser that takes more than the protocol does."""
    try:
        tree = json.loads(
            payload.decode(),
            strict=False,
            object_pairs_hook=_Object,
            parse_constant=_Literal,
            parse_int=_integer,
            parse_float=_float,
        )
    except UnicodeDecodeError:
        raise BadEncoding from None
    except RecursionError:
        raise EdgeError("MALFORMED", "the message is nested too deeply") from None
    except ValueError as error:
        raise EdgeError("MALFORMED", f"the message is not JSON: {error}") from None
    return tree if isinstance(tree, list) else [tree]


def _integer(text: str) -> int | _Literal:
    return int(text) if len(text) < 40 else _Literal(text)


def _float(text: str) -> float | _Literal:
    value = float(text)
    return value if isfinite(value) else _Literal(text)


def _look_inside(messages: list[Any]) -> EdgeError | None:
    """Faults the decoder cannot put a name to."""
    for message in messages:
        if not isinstance(message, _Object):
            continue
        orders = message.get("orders")
        if isinstance(orders, list) and (found := _look_inside(orders)) is not None:
            return found
        if message.twice:
            name = message.twice[:MAX_TEXT]
            return _invalid(message, name, f"{name} is given twice")
        for name, value in message.items():
            if isinstance(value, _Literal):
                return _must_be(message, name, value.text)
            if isinstance(value, str) and name != "token" and not value.isprintable():
                return _must_be(message, name, excerpt(value))
    return None


def _translate(messages: list[Any], reason: str) -> EdgeError:
    """Translate the decoder's words, which give the place as a path."""
    path = _PATH.search(reason)
    index, order, name = path.groups() if path else (None, None, None)
    message = _pick(messages, index)
    if order is not None:
        message = _pick(message.get("orders"), order)
    named = _NAMED.search(reason)
    if named:
        name = named[2][:MAX_TEXT]
        if named[1] == "unknown":
            return _invalid(message, name, f"unknown field {name}")
        return _invalid(message, name, f"{name} is required: {RULES.get(name, 'see the protocol')}")
    if name is None:
        return EdgeError("MALFORMED", reason.partition(" - at")[0])
    return _must_be(message, name, excerpt(message.get(name)))


def _pick(messages: Any, index: str | None) -> dict[str, Any]:
    """One of the messages, empty when it is none."""
    number = int(index or 0)
    found = messages[number] if isinstance(messages, list) and len(messages) > number else {}
    return found if isinstance(found, dict) else {}


def _must_be(message: dict[str, Any], name: str, value: str) -> EdgeError:
    if len(value) > 60:
        value = value[:57] + "..."
    name = name[:MAX_TEXT]
    return _invalid(message, name, f"{name} must be {RULES.get(name, 'left out')}, got {value}")


def _invalid(message: dict[str, Any], name: str, text: str) -> EdgeError:
    cl_ord_id = message.get("cl_ord_id", _pick(message.get("orders"), None).get("cl_ord_id"))
    if not isinstance(cl_ord_id, str) or not cl_ord_id.isprintable() or len(cl_ord_id) > MAX_TEXT:
        cl_ord_id = ""
    return EdgeError(
        "FIELD_INVALID", text, name, cl_ord_id, ord_rej_reason=13 if name == "order_qty" else None
    )
