"""Errors as problem+json (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import msgspec

from ...wire.errors import EdgeError
from ..http.message import Response

RETRY_SECONDS: Final = 1

_TYPE: Final = b"application/problem+json"


class Problem(msgspec.Struct):
    """What was wrong."""

    title: str
    status: int
    detail: str
    code: str
    field: str | None
    ord_rej_reason: int | None
    type: str = "about:blank"


def problem(error: EdgeError, headers: bytes = b"") -> Response:
    """An edge error as an answer."""
    status = error.status
    body = Problem(
        HTTPStatus(status).phrase, status, error.text, error.code, error.field, error.ord_rej_reason
    )
    if status == HTTPStatus.UNAUTHORIZED:
        headers += b"www-authenticate: Bearer\r\n"
    elif status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        headers += b"retry-after: %d\r\n" % RETRY_SECONDS
    return Response(status, msgspec.json.encode(body), _TYPE, headers)


def not_http(status: int, code: str, text: str) -> Response:
    """The answer to what is no request."""
    return problem(EdgeError(code, text, status=status))
