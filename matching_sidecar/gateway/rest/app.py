"""The REST application: which path is whose."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ASGIApp

from ...wire.errors import EdgeError
from . import admin, health, instruments, orders, problems
from .request_log import RequestLog
from .services import Services

ROUTES = [
    Route("/v1/orders", orders.enter, methods=["POST"]),
    Route("/v1/orders", orders.open_orders, methods=["GET"]),
    Route("/v1/orders/cancel", orders.cancel, methods=["POST"]),
    Route("/v1/orders/replace", orders.replace, methods=["POST"]),
    Route("/v1/orders/{account}/{cl_ord_id:path}", orders.open_order, methods=["GET"]),
    Route("/v1/instruments", instruments.instruments, methods=["GET"]),
    Route("/v1/instruments/{symbol}/book", instruments.book, methods=["GET"]),
    Route("/v1/admin/kill", admin.kill, methods=["POST"]),
    Route("/v1/admin/session", admin.change_session, methods=["POST"]),
    Route("/v1/reference/refresh", admin.refresh, methods=["POST"]),
    Route("/live", health.live, methods=["GET"]),
    Route("/ready", health.ready, methods=["GET"]),
    Route("/health", health.health, methods=["GET"]),
    Route("/metrics", health.metrics, methods=["GET"]),
]


def rest_app(services: Services) -> ASGIApp:
    """The ASGI application."""
    app = Starlette(
        routes=ROUTES,
        exception_handlers={
            EdgeError: problems.on_edge_error,
            HTTPException: problems.on_http_error,
            Exception: problems.on_defect,
        },
    )
    app.state.services = services
    return RequestLog(app)
