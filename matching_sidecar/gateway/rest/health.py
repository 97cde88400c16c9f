"""Is it alive, may it trade, how is it."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response

from .services import respond, services


async def live(request: Request) -> Response:
    """GET /live: the process answers; restarting it would not help."""
    return respond({"live": True})


async def ready(request: Request) -> Response:
    """GET /ready: whether orders are taken."""
    reasons = _reasons(request)
    return respond({"ready": not reasons, "reasons": reasons}, 503 if reasons else 200)


async def health(request: Request) -> Response:
    """GET /health: everything an operator asks first."""
    found = services(request)
    shard, reasons = found.shard, _reasons(request)
    return respond(
        {
            "version": found.version,
            "shard": shard.name,
            "journal_id": shard.journal_id,
            "journal_seq": shard.last_seq,
            "last_seq": shard.event_log.last_seq,
            "durability": shard.config.durability,
            "reference_version": shard.engine.reference_version,
            "instruments": len(shard.engine.instruments),
            "ready": not reasons,
            "reasons": reasons,
            "odoo": found.odoo.describe(),
        },
        503 if reasons else 200,
    )


async def metrics(request: Request) -> Response:
    """GET /metrics: for Prometheus."""
    content = services(request).metrics.render()
    return Response(content, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _reasons(request: Request) -> list[str]:
    found = services(request)
    return ["the sidecar is stopping"] if found.stopping() else found.shard.health.reasons
