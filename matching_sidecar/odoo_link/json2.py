"""JSON-2 to Odoo (``/json/2/<model>/<method>``, bearer key), with time-outs."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from .client import MODEL
from .errors import Denied, LinkError, Refused, Unreachable

MAX_ANSWER: Final = 64 * 1024 * 1024
_REFUSALS: Final = ("odoo.exceptions.UserError", "odoo.exceptions.ValidationError")


class Json2Transport:
    """One kept connection. The key is read again for each new one."""

    def __init__(
        self, url: str, database: str, read_key: Callable[[], str], timeout: float
    ) -> None:
        self._url = url
        self._database = database
        self._read_key = read_key
        self._timeout = timeout
        self._key = ""
        self._connection: http.client.HTTPConnection | None = None

    def call(self, method: str, arguments: dict[str, Any]) -> Any:
        """See ``Transport``."""
        try:
            status, body = self._post(method, msgspec.json.encode(arguments))
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(
                f"no answer from {self._url}: {error or type(error).__name__}"
            ) from None
        try:
            answer = msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise Unreachable(f"Odoo answers HTTP {status} without JSON") from None
        if status != 200:
            raise _translate(status, answer)
        return answer

    def close(self) -> None:
        """See ``Transport``."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _post(self, method: str, body: bytes) -> tuple[int, bytes]:
        if self._connection is None:
            self._key = self._read_key()
            self._connection = self._connect()
        parts = urlsplit(self._url)
        self._connection.request(
            "POST",
            f"{parts.path.rstrip('/')}/json/2/{MODEL}/{method}",
            body,
            {
                "Authorization": f"Bearer {self._key}",
                "Content-Type": "application/json",
                "X-Odoo-Database": self._database,
            },
        )
        response = self._connection.getresponse()
        return response.status, response.read(MAX_ANSWER)

    def _connect(self) -> http.client.HTTPConnection:
        parts = urlsplit(self._url)
        kind = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        return kind(parts.hostname or "", parts.port, timeout=self._timeout)


def _translate(status: int, answer: Any) -> LinkError:
    found = answer if isinstance(answer, dict) else {}
    text = str(found.get("message", "")).strip() or f"HTTP {status}"
    if status in (401, 403):
        return Denied(f"Odoo denies access: {text}")
    if found.get("name") in _REFUSALS:
        return Refused(text)
    return LinkError(f"Odoo failed: {text}")
