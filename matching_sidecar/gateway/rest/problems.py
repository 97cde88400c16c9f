"""Errors as problem+json (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import msgspec
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ...wire.errors import EdgeError

RETRY_SECONDS: Final = "1"

_LOG = structlog.stdlib.get_logger(__name__)


class Problem(msgspec.Struct):
    """What was wrong."""

    title: str
    status: int
    detail: str
    code: str
    field: str | None
    ord_rej_reason: int | None
    type: str = "about:blank"


def problem(error: EdgeError) -> Response:
    """An edge error as a response."""
    body = Problem(
        HTTPStatus(error.status).phrase,
        error.status,
        error.text,
        error.code,
        error.field,
        error.ord_rej_reason,
    )
    headers = {}
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    elif error.status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        headers["Retry-After"] = RETRY_SECONDS
    return Response(
        msgspec.json.encode(body), error.status, headers, media_type="application/problem+json"
    )


def on_edge_error(request: Request, error: Exception) -> Response:
    """Answer an edge error."""
    assert isinstance(error, EdgeError)  # noqa: S101 - registered for this type only
    request.app.state.services.metrics.refusals[error.code] += 1
    return problem(error)


def on_http_error(request: Request, error: Exception) -> Response:
    """Answer what the router refuses: no such path, or not with this verb."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type only
    code = "METHOD_NOT_ALLOWED" if error.status_code == 405 else "NOT_FOUND"
    text = f"{request.method} {request.url.path}: {error.detail.lower()}"
    response = problem(EdgeError(code, text, status=error.status_code))
    response.headers.update(error.headers or {})
    return response


def on_defect(request: Request, error: Exception) -> Response:
    """Answer a defect of ours without telling its inside."""
    _LOG.error("a request failed", path=request.url.path, exc_info=error)
    return problem(EdgeError("INTERNAL", "the request failed; the log has the reason"))
