"""A name for every request: in the answer's ``X-Request-Id`` and in each log line it causes."""

from __future__ import annotations

import re
from time import perf_counter
from typing import Final
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

QUIET: Final = ("/live", "/ready", "/health", "/metrics")

_SAFE: Final = re.compile(r"[\x21-\x7e]{1,64}")
_LOG = structlog.stdlib.get_logger(__name__)


class RequestLog:
    """ASGI middleware, around everything: a failed request has a name too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, then log it."""
        given = Headers(scope=scope).get("X-Request-Id", "")
        request_id = given if _SAFE.fullmatch(given) else uuid4().hex
        started, status = perf_counter(), 0

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_named)
            except Exception:  # noqa: BLE001 - nothing is hidden:
                # it is answered and logged by now; Starlette raises it again for servers without a log.
                status = 500
            log = _LOG.debug if scope["path"] in QUIET else _LOG.info
            took = round((perf_counter() - started) * 1000, 2)
            log("request", method=scope["method"], path=scope["path"], status=status, ms=took)
