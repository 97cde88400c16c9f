"""Edge errors: why something was refused before it reached the engine. Nothing was stored."""

from __future__ import annotations

from typing import Final

import msgspec

from ..model.codes import REASONS

STATUSES: Final = {
    "MALFORMED": 400,
    "FIELD_INVALID": 400,
    "PRICE_INCREMENT": 400,
    "UNSUPPORTED": 400,
    "UNKNOWN_SYMBOL": 400,
    "UNAUTHENTICATED": 401,
    "NOT_PERMITTED": 403,
    "UNKNOWN_ACCOUNT": 403,
    "NOT_FOUND": 404,
    "UNKNOWN_ORDER": 404,
    "UNKNOWN_TRADE": 404,
    "METHOD_NOT_ALLOWED": 405,
    "DUPLICATE_ID_MISMATCH": 409,
    "ORDER_CHANGED": 409,
    "TOO_LARGE": 413,
    "PRICE_BAND": 422,
    "OVERLOADED": 429,
    "RATE": 429,
    "TIMEOUT": 408,
    "INTERNAL": 500,
    "JOURNAL_UNAVAILABLE": 503,
    "NOT_LEADER": 503,
    "NOT_READY": 503,
}
"""HTTP status of each code. A code that is not here is an engine's reject: 422."""


class EdgeError(Exception):
    """A refusal at the edge. ``field`` is the field at fault, or None."""

    def __init__(
        self,
        code: str,
        text: str,
        field: str | None = None,
        cl_ord_id: str = "",
        *,
        status: int | None = None,
        ord_rej_reason: int | None = None,
    ) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.field = field
        self.cl_ord_id = cl_ord_id
        self.status = status or STATUSES.get(code, 422)
        reason = REASONS.get(code)
        self.ord_rej_reason = reason.ord_rej_reason if reason else ord_rej_reason


class ErrorMessage(msgspec.Struct, tag_field="type", tag="error"):
    """An edge error on the WebSocket."""

    code: str
    text: str
    field: str | None
    cl_ord_id: str


def error_message(error: EdgeError) -> ErrorMessage:
    """An edge error as the WebSocket says it."""
    return ErrorMessage(error.code, error.text, error.field, error.cl_ord_id)


def excerpt(value: object) -> str:
    """A value a client sent, as JSON and short enough to be quoted in an answer."""
    try:
        text = msgspec.json.encode(value).decode()
    except (TypeError, ValueError, UnicodeEncodeError, RecursionError):
        text = ascii(value)
    return text if len(text) <= 60 else text[:57] + "..."
