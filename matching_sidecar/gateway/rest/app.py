"""REST: from a request to its answer, whatever happens on the way."""

from __future__ import annotations

import logging
from time import perf_counter
from typing import Final

import structlog

from ...wire.errors import EdgeError
from ..http.message import Request, Response
from ..http.server import HttpServer
from . import admin, health, instruments, market, orders, trade_changes
from .problems import not_http, problem
from .router import MethodNotAllowed, Route, Router
from .services import Services

ROUTES: Final = [
    Route("POST", "/v1/orders", orders.enter),
    Route("GET", "/v1/orders", orders.open_orders),
    Route("POST", "/v1/orders/cancel", orders.cancel),
    Route("POST", "/v1/orders/replace", orders.replace),
    Route("POST", "/v1/orders/group", orders.enter_group),
    Route("POST", "/v1/orders/mass_cancel", orders.cancel_many),
    Route("GET", "/v1/orders/{account}/{cl_ord_id:path}", orders.open_order),
    Route("GET", "/v1/instruments", instruments.instruments),
    Route("GET", "/v1/instruments/{symbol}/book", market.book),
    Route("GET", "/v1/instruments/{symbol}/quote", market.quote),
    Route("GET", "/v1/instruments/{symbol}/statistics", market.statistics),
    Route("GET", "/v1/instruments/{symbol}/phase", market.phase),
    Route("GET", "/v1/instruments/{symbol}/trades", market.trades),
    Route("GET", "/v1/instruments/{symbol}/bars", market.bars),
    Route("POST", "/v1/admin/kill", admin.kill),
    Route("POST", "/v1/admin/session", admin.change_session),
    Route("POST", "/v1/admin/bust", trade_changes.bust),
    Route("POST", "/v1/admin/correct", trade_changes.correct),
    Route("GET", "/v1/admin/digest", admin.state_digest),
    Route("POST", "/v1/admin/revoke", admin.revoke),
    Route("POST", "/v1/reference/refresh", admin.refresh),
    Route("GET", "/live", health.live),
    Route("GET", "/ready", health.ready),
    Route("GET", "/health", health.health),
    Route("GET", "/metrics", health.metrics),
]
HOUSE: Final = ("/v1/admin/", "/v1/reference/")
"""Below these every request is in the log at level info. Elsewhere those refused are, unless refusals come in floods
(429 and 503); the rest is at level debug: there may be thousands a second, and the figures count them."""

_STDLIB: Final = logging.getLogger(__name__)
_LOG = structlog.stdlib.get_logger(__name__)


class Rest:
    """Answers requests with the handlers of ``ROUTES``."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._router = Router(ROUTES)

    def server(self) -> HttpServer:
        """The server that brings the requests."""
        return HttpServer(self.handle, self.answered, not_http)

    def handle(self, request: Request) -> None:
        """Answer a request, or leave that to the handler, for later."""
        try:
            response = self._router.run(self._services, request)
        except EdgeError as error:
            response = self._refuse(error)
        except Exception:  # noqa: BLE001 - a defect of ours: logged, and answered without its inside
            _LOG.exception("a request failed", path=request.path, request_id=request.request_id)
            response = problem(EdgeError("INTERNAL", "the request failed; the log has the reason"))
        if response is not None:
            request.respond(response)

    def answered(self, request: Request, status: int) -> None:
        """Count and log an answer."""
        seconds = perf_counter() - request.received
        metrics = self._services.hub.metrics
        metrics.requests[request.method, status] += 1
        metrics.request_seconds.observe(seconds)
        quiet = status < 400 or status in (429, 503)
        quiet = quiet and not request.path.startswith(HOUSE)
        level = logging.DEBUG if quiet else logging.INFO
        if _STDLIB.isEnabledFor(level):
            _LOG.log(
                level,
                "request",
                method=request.method,
                path=request.path,
                status=status,
                ms=round(seconds * 1000, 2),
                request_id=request.request_id,
            )

    def _refuse(self, error: EdgeError) -> Response:
        self._services.hub.metrics.refusals[error.code] += 1
        if isinstance(error, MethodNotAllowed):
            return problem(error, b"allow: %s\r\n" % ", ".join(error.allowed).encode())
        return problem(error)
