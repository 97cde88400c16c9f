"""Decoding what clients send. Anything wrong is an ``EdgeError`` that names the field."""

from __future__ import annotations

from typing import Any, Final, TypeVar, get_args

import msgspec
from msgspec import UNSET

from .diagnose import explain, inspect
from .messages import Frame, Message, New, Subscribe, Unsubscribe

T = TypeVar("T", bound=msgspec.Struct)

_FRAME: Final = msgspec.json.Decoder(Frame)
_WITH_OP: Final = {kind: len(kind.__struct_fields__) + 1 for kind in get_args(Message)}
_OPTIONAL: Final[dict[type, tuple[str, ...]]] = {
    New: ("ord_type", "price", "time_in_force"),
    Subscribe: ("symbols", "since"),
    Unsubscribe: ("symbols",),
}


def decode_frame(payload: bytes) -> Message | list[Message]:
    """Decode a WebSocket frame: one message or a list of them. One bad message refuses the whole frame.

    Raises:
        EdgeError: not JSON, or not what the protocol says.
    """
    try:
        decoded: Message | list[Message] = _FRAME.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise explain(payload, error) from None
    if type(decoded) is New:
        names = 9 - (decoded.ord_type is UNSET) - (decoded.price is UNSET)
        names -= decoded.time_in_force is UNSET
    elif type(decoded) is list:
        names = sum(map(_names, decoded))
    else:
        names = _names(decoded)
    # Every name in JSON is followed by a colon: with as many colons as fields that were set, none was given twice.
    if payload.count(b":") != names:
        refuse_duplicates(payload)
    return decoded


def decode_body(decoder: msgspec.json.Decoder[T], payload: bytes) -> T:
    """Decode the body of a REST request.

    Raises:
        EdgeError: not JSON, or not what the protocol says.
    """
    try:
        decoded = decoder.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise explain(payload, error) from None
    if payload.count(b":") != sum(
        getattr(decoded, f) is not UNSET for f in decoded.__struct_fields__
    ):
        refuse_duplicates(payload)
    return decoded


def refuse_duplicates(payload: bytes) -> None:
    """Look for a name given twice in one object: readers differ in which one they take.

    Raises:
        EdgeError: there is one.
    """
    if payload.count(b":") < 2:
        return
    error = inspect(payload)
    if error is not None:
        raise error


def _names(message: Any) -> int:
    kind = type(message)
    missing = sum(getattr(message, name) is UNSET for name in _OPTIONAL.get(kind, ()))
    return _WITH_OP[kind] - missing
