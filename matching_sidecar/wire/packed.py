"""Frames as MessagePack: the same messages as in JSON, for clients that ask for it at the handshake.

Of a name that is given twice the last one counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any, Final

import msgspec
from msgspec.structs import astuple

from .diagnose import explain_tree
from .errors import EdgeError
from .messages import Frame, Message

SUBPROTOCOL: Final = "brokersync.msgpack"

_FRAME: Final = msgspec.msgpack.Decoder(Frame)


def unpack_frame(payload: bytes) -> Message | list[Message]:
    """Decode a client's frame: one message or a list of them. One bad message refuses the whole frame.

    Raises:
        EdgeError: not MessagePack, or not what the protocol says.
    """
    try:
        decoded: Any = _FRAME.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _explain(payload, str(error)) from None
    if not _finite(decoded if type(decoded) is list else [decoded]):
        raise _explain(payload, "a number is not finite")
    return decoded  # type: ignore[no-any-return]


def pack_array(messages: list[bytes]) -> bytes:
    """Encoded messages as one array."""
    count = len(messages)
    if count < 16:
        return bytes((0x90 | count,)) + b"".join(messages)
    return b"\xdd" + count.to_bytes(4, "big") + b"".join(messages)


def _finite(messages: Iterable[msgspec.Struct]) -> bool:
    for message in messages:
        for value in astuple(message):
            if type(value) is float and not isfinite(value):
                return False
            if type(value) is list and isinstance(value[0], msgspec.Struct) and not _finite(value):
                return False
    return True


def _explain(payload: bytes, reason: str) -> EdgeError:
    try:
        tree = msgspec.msgpack.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, TypeError) as error:
        return EdgeError("MALFORMED", f"the message is not MessagePack: {error}")
    return explain_tree(tree, reason)
