"""Decoding what clients send. Anything wrong is an ``EdgeError`` that names the field."""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec
from msgspec import UNSET
from msgspec.structs import astuple

from .diagnose import explain, inspect
from .messages import Cancel, Frame, Message, NewFields, PlainFields, PlainFrame, PlainNew

T = TypeVar("T", bound=msgspec.Struct)
Decoded = Message | PlainNew

_FAULTS: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_PLAIN: Final = msgspec.json.Decoder(PlainFrame)
_FRAME: Final = msgspec.json.Decoder(Frame)
_PLAIN_ORDER: Final = msgspec.json.Decoder(PlainFields)
_ORDER: Final = msgspec.json.Decoder(NewFields)


def decode_frame(payload: bytes) -> Decoded | list[Decoded]:
    """Decode a WebSocket frame: one message or a list of them. One bad message refuses the whole frame.

    Raises:
        EdgeError: not JSON, or not what the protocol says.
    """
    try:
        decoded: Any = _PLAIN.decode(payload)
    except _FAULTS:
        return _decode_any(payload)
    names = sum(map(_names, decoded)) if type(decoded) is list else _names(decoded)
    # Every name in JSON is followed by a colon: with as many colons as fields that were set, none
    # was given twice and none is unknown.
    if payload.count(b":") == names:
        return decoded  # type: ignore[no-any-return]
    return _decode_any(payload)


def _decode_any(payload: bytes) -> Decoded | list[Decoded]:
    try:
        decoded: Any = _FRAME.decode(payload)
    except _FAULTS as error:
        raise explain(payload, error) from None
    names = sum(map(_names, decoded)) if type(decoded) is list else _names(decoded)
    if payload.count(b":") != names:
        refuse_duplicates(payload)
    return decoded  # type: ignore[no-any-return]


def decode_order(payload: bytes) -> PlainFields | NewFields:
    """Decode a new order as REST gives it.

    Raises:
        EdgeError: not JSON, or not what the protocol says.
    """
    try:
        decoded = _PLAIN_ORDER.decode(payload)
    except _FAULTS:
        return decode_body(_ORDER, payload)
    if payload.count(b":") == _fields(decoded):
        return decoded
    return decode_body(_ORDER, payload)


def decode_body(decoder: msgspec.json.Decoder[T], payload: bytes) -> T:
    """Decode the body of a REST request.

    Raises:
        EdgeError: not JSON, or not what the protocol says.
    """
    try:
        decoded = decoder.decode(payload)
    except _FAULTS as error:
        raise explain(payload, error) from None
    if payload.count(b":") != _fields(decoded):
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
    """How many names a message with its ``op`` has."""
    kind = type(message)
    if kind is PlainNew:
        names = 9 - (message.ord_type is UNSET) - (message.price is UNSET)
        return names - (message.time_in_force is UNSET)
    return 4 if kind is Cancel else _fields(message) + 1


def _fields(message: msgspec.Struct) -> int:
    """How many names a message has, those of orders in it counted."""
    found = 0
    for value in astuple(message):
        if value is not UNSET:
            found += 1
            if type(value) is list and isinstance(value[0], msgspec.Struct):
                found += sum(map(_fields, value))
    return found
