"""REST at the relay: its own health, and everything else passed on to the leader.

A request may be sent twice: orders carry an id, the house's commands set a state, and reading
changes nothing.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Final

import httpx
import msgspec
import structlog
from prometheus_client import CONTENT_TYPE_LATEST

from .. import __version__
from ..gateway.http.message import Request, Response, json
from ..gateway.http.server import HttpServer
from ..gateway.rest.problems import not_http, problem
from ..wire.errors import EdgeError
from .conversation import RETRIED
from .leader import Leader
from .metrics import RelayMetrics
from .sessions import Sessions

RETRY_SECONDS: Final = 0.1
ANSWER_SECONDS: Final = 2.0
"""A leader that takes longer is asked again, or the next one is."""
UNAVAILABLE: Final = 503

_PASSED_ON: Final = (b"authorization", b"content-type")
_PASSED_BACK: Final = ("retry-after", "www-authenticate", "allow")
_LOG = structlog.stdlib.get_logger(__name__)


class _Problem(msgspec.Struct):
    code: str = ""


class RelayRest:
    """Answers requests."""

    def __init__(
        self, leader: Leader, sessions: Sessions, metrics: RelayMetrics, patience: float
    ) -> None:
        self._leader = leader
        self._sessions = sessions
        self._metrics = metrics
        self._patience = patience
        self._client = httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False)
        self._tasks: set[asyncio.Task[None]] = set()

    def server(self) -> HttpServer:
        """The server that brings the requests."""
        return HttpServer(self.handle, self._answered, not_http)

    async def close(self) -> None:
        """Ask no leader any more."""
        for task in self._tasks:
            task.cancel()
        await self._client.aclose()

    def handle(self, request: Request) -> None:
        """Answer a request, now or when the leader has."""
        own = {
            "/live": self._live,
            "/ready": self._ready,
            "/health": self._health,
            "/metrics": self._figures,
        }.get(request.path)
        if own is not None:
            request.respond(own())
            return
        task = asyncio.create_task(self._pass_on(request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _pass_on(self, request: Request) -> None:
        until = monotonic() + self._patience
        while (response := await self._ask(request)) is None:
            if monotonic() > until:
                text = f"no leader answered for {self._patience:g} s; send the same again"
                response = problem(EdgeError("NOT_LEADER", text))
                break
            await asyncio.sleep(RETRY_SECONDS)
        request.respond(response)

    async def _ask(self, request: Request) -> Response | None:
        """The leader's answer, or None when another leader could give another one."""
        leader = self._leader.current
        if leader is None:
            return None
        headers = {
            name.decode(): request.headers[name].decode("latin-1")
            for name in _PASSED_ON
            if name in request.headers
        }
        target = request.path + (f"?{request.query}" if request.query else "")
        try:
            found = await self._client.request(
                request.method,
                leader.url + target,
                headers=headers | {"x-request-id": request.request_id},
                content=request.body,
            )
        except httpx.HTTPError as error:
            _LOG.info("the leader does not answer", url=leader.url, reason=repr(error))
            return None
        if found.status_code == UNAVAILABLE and _code(found.content) in RETRIED:
            return None
        back = "".join(
            f"{name}: {found.headers[name]}\r\n" for name in _PASSED_BACK if name in found.headers
        )
        kind = found.headers.get("content-type", "").encode("latin-1")
        return Response(found.status_code, found.content, kind, back.encode("latin-1"))

    def _live(self) -> Response:
        return json({"live": True})

    def _ready(self) -> Response:
        reasons = self._reasons()
        return json({"ready": not reasons, "reasons": reasons}, UNAVAILABLE if reasons else 200)

    def _health(self) -> Response:
        reasons, leader = self._reasons(), self._leader.current
        return json(
            {
                "version": __version__,
                "leader": leader.node if leader else "",
                "epoch": leader.epoch if leader else 0,
                "url": leader.url if leader else "",
                "sessions": len(self._sessions),
                "ready": not reasons,
                "reasons": reasons,
            },
            UNAVAILABLE if reasons else 200,
        )

    def _figures(self) -> Response:
        return Response(200, self._metrics.render(), CONTENT_TYPE_LATEST.encode())

    def _reasons(self) -> list[str]:
        return [] if self._leader.current else ["no node has led the shard yet"]

    def _answered(self, request: Request, status: int) -> None:
        self._metrics.requests[request.method, status] += 1


def _code(body: bytes) -> str:
    try:
        return msgspec.json.decode(body, type=_Problem).code
    except msgspec.DecodeError:
        return ""
