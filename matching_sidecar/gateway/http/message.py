"""A whole request, and its answer."""

from __future__ import annotations

import re
import secrets
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

if TYPE_CHECKING:
    from .connection import HttpConnection

JSON: Final = b"application/json"

_ENCODE: Final = msgspec.json.Encoder().encode
_SAFE: Final = re.compile(rb"[\x21-\x7e]{1,64}")
_PREFIX: Final = secrets.token_hex(8)
_NUMBERS: Final = count(1)


def new_request_id() -> str:
    """32 hexadecimal digits, different for every request of every process."""
    return f"{_PREFIX}{next(_NUMBERS):016x}"


class Response(NamedTuple):
    """An answer; length, date, connection and the request's name are added when it is sent."""

    status: int
    body: bytes
    content_type: bytes = JSON
    headers: bytes = b""
    """Further headers, each line ended with CR LF."""


def json(content: Any, status: int = 200) -> Response:
    """An answer in JSON."""
    return Response(status, _ENCODE(content))


class Request:
    """One request. ``path`` and ``query`` as sent, percent signs included; names of ``headers`` in lower case.

    ``request_id`` is the caller's ``X-Request-Id``, or one made here: it is in the answer and in the log.
    """

    __slots__ = (
        "_connection",
        "body",
        "headers",
        "method",
        "path",
        "query",
        "received",
        "request_id",
    )

    def __init__(
        self,
        connection: HttpConnection,
        method: bytes,
        target: bytes,
        headers: dict[bytes, bytes],
        body: bytes,
    ) -> None:
        self._connection = connection
        self.method = method.decode("latin-1")
        path, _, query = target.partition(b"?")
        self.path = path.decode("latin-1")
        self.query = query.decode("latin-1")
        self.headers = headers
        self.body = body
        self.received = perf_counter()
        given = headers.get(b"x-request-id", b"")
        self.request_id = given.decode("ascii") if _SAFE.fullmatch(given) else new_request_id()

    def respond(self, response: Response) -> None:
        """Answer, once: now or later. Without effect when the client has gone."""
        self._connection.answer(self, response)
