"""The house's commands over REST: kill switch, trading sessions, reference data."""

from __future__ import annotations

import msgspec
import structlog
from starlette.requests import Request
from starlette.responses import Response

from ...model.commands import Command
from ...wire.commands import kill_switch, session
from ...wire.messages import KillSwitch, Session
from .services import authenticate, read, respond, services, submit

_KILL = msgspec.json.Decoder(KillSwitch)
_SESSION = msgspec.json.Decoder(Session)
_LOG = structlog.stdlib.get_logger(__name__)


async def kill(request: Request) -> Response:
    """POST /v1/admin/kill"""
    sub = authenticate(request, "admin").sub
    message = await read(request, _KILL)
    _LOG.warning("kill switch", scope=message.scope, code=message.code, on=message.on, sub=sub)
    return await _apply(request, kill_switch(message, services(request).shard.engine))


async def change_session(request: Request) -> Response:
    """POST /v1/admin/session"""
    sub = authenticate(request, "admin").sub
    message = await read(request, _SESSION)
    _LOG.warning("session change", symbol=message.symbol, action=message.action, sub=sub)
    return await _apply(request, session(message, services(request).shard.engine))


async def refresh(request: Request) -> Response:
    """POST /v1/reference/refresh"""
    authenticate(request, "admin")
    services(request).odoo.refresh()
    version = services(request).shard.engine.reference_version
    return respond({"reference_version": version}, 202)


async def _apply(request: Request, command: Command) -> Response:
    _, events = await submit(request, command)
    return respond({"orders_ended": len(events)})
