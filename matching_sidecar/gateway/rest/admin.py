"""The house's commands over REST: kill switch, trading sessions, reference data."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Final

import msgspec
import structlog

from ...engine.state import digest
from ...journal.revocations import RevocationNotKeptError
from ...model.enums import EXEC_CANCELED, EXEC_EXPIRED
from ...model.events import Answer, Event, Execution
from ...wire.errors import EdgeError
from ...wire.house import kill_switch, session
from ...wire.messages import KillSwitch, Revoke, Session
from ..http.message import Request, Response, json
from .problems import problem
from .services import Services, authenticate, read, submit

_KILL = msgspec.json.Decoder(KillSwitch)
_REVOKE = msgspec.json.Decoder(Revoke)
_SESSION = msgspec.json.Decoder(Session)
_ENDS: Final = (EXEC_CANCELED, EXEC_EXPIRED)
_LOG = structlog.stdlib.get_logger(__name__)


def kill(services: Services, request: Request) -> None:
    """POST /v1/admin/kill"""
    sub = authenticate(services, request, "admin").sub
    message = read(request, _KILL)
    command = kill_switch(message, services.shard.engine)
    _log("kill switch", request, sub, scope=message.scope, code=message.code, on=message.on)
    submit(services, request, command, _orders_ended)


def change_session(services: Services, request: Request) -> None:
    """POST /v1/admin/session"""
    sub = authenticate(services, request, "admin").sub
    message = read(request, _SESSION)
    command = session(message, services.shard.engine)
    _log("session change", request, sub, symbol=message.symbol, action=message.action)
    submit(services, request, command, _orders_ended)


def state_digest(services: Services, request: Request) -> Response:
    """GET /v1/admin/digest

    Two nodes, or a node and a replay, that stand at the same command have the same one. It
    takes time in proportion to the open orders and the ids used.
    """
    authenticate(services, request, "admin")
    shard = services.shard
    return json({"journal_seq": shard.last_seq, "digest": digest(shard.engine)})


def revoke(services: Services, request: Request) -> Response | None:
    """POST /v1/admin/revoke

    It takes effect at once; the answer waits until a restart would not forget it.
    """
    sub = authenticate(services, request, "admin").sub
    message = read(request, _REVOKE)
    one = services.hub.verifier.revocation(message.scope, message.code)
    ended = services.hub.revoke(one)
    _log("tokens revoked", request, sub, scope=message.scope, code=message.code, sessions=ended)
    done = json({"sessions_ended": ended})
    try:
        kept = services.revocations.keep(one)
    except RevocationNotKeptError as error:
        raise _not_kept(error) from None
    if kept is None:
        return done
    kept.add_done_callback(partial(_answer_when_kept, request, done))
    return None


def refresh(services: Services, request: Request) -> Response:
    """POST /v1/reference/refresh"""
    authenticate(services, request, "admin")
    services.odoo.refresh()
    return json({"reference_version": services.shard.engine.reference_version}, 202)


def _answer_when_kept(request: Request, done: Response, kept: asyncio.Future[None]) -> None:
    error = None if kept.cancelled() else kept.exception()
    request.respond(done if error is None else problem(_not_kept(error)))


def _not_kept(error: BaseException) -> EdgeError:
    text = f"the tokens are refused now, but a restart would forget it; send it again ({error})"
    return EdgeError("JOURNAL_UNAVAILABLE", text)


def _orders_ended(_answer: Answer | None, events: Sequence[Event]) -> Response:
    ended = sum(type(event) is Execution and event.exec_type in _ENDS for event in events)
    return json({"orders_ended": ended})


def _log(what: str, request: Request, sub: str, **about: object) -> None:
    _LOG.warning(what, sub=sub, request_id=request.request_id, **about)
