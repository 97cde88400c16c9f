"""Is it alive, may it trade, how is it."""

from __future__ import annotations

from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST

from ... import compiled
from ..http.message import Request, Response, json
from .services import Services

_METRICS_TYPE: Final = CONTENT_TYPE_LATEST.encode()


def live(services: Services, request: Request) -> Response:
    """GET /live: the process answers; restarting it would not help."""
    return json({"live": True})


def ready(services: Services, request: Request) -> Response:
    """GET /ready: whether orders are taken."""
    reasons = _reasons(services)
    return json({"ready": not reasons, "reasons": reasons}, 503 if reasons else 200)


def health(services: Services, request: Request) -> Response:
    """GET /health: everything an operator asks first."""
    shard, reasons = services.shard, _reasons(services)
    return json(
        {
            "version": services.version,
            "shard": shard.name,
            "journal_id": shard.journal_id,
            "journal_seq": shard.last_seq,
            "last_seq": shard.event_log.last_seq,
            "durability": shard.config.durability,
            "engine": compiled.engine(),
            "leads": shard.leads,
            "epoch": shard.engine.epoch,
            "reference_version": shard.engine.reference_version,
            "instruments": len(shard.engine.instruments),
            "ready": not reasons,
            "reasons": reasons,
            "odoo": services.odoo.describe(),
            "calendars": services.calendars.describe(),
        },
        503 if reasons else 200,
    )


def metrics(services: Services, request: Request) -> Response:
    """GET /metrics: for Prometheus."""
    return Response(200, services.hub.metrics.render(), _METRICS_TYPE)


def _reasons(services: Services) -> list[str]:
    return ["the sidecar is stopping"] if services.stopping() else services.shard.health.reasons
