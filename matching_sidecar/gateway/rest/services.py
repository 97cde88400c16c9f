"""What the REST handlers work with, and the parts of a request they share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final, Protocol, TypeVar, cast

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from ...market_data.publisher import MarketData
from ...metrics import Metrics
from ...model.codes import REASONS
from ...model.commands import Command
from ...model.events import Answer, Event, Refusal
from ...shard.shard import Shard
from ...wire.decode import decode_body
from ...wire.errors import EdgeError
from ...wire.messages import MAX_FRAME
from ..auth import Principal, TokenVerifier

T = TypeVar("T", bound=msgspec.Struct)
Done = tuple[Event | None, Sequence[Event]]


class OdooState(Protocol):
    """The Odoo link as REST sees it."""

    def describe(self) -> dict[str, Any]:
        """Its state, for people and programs."""

    def refresh(self) -> None:
        """Fetch newer reference data now."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a handler needs."""

    shard: Shard
    verifier: TokenVerifier
    market: MarketData
    metrics: Metrics
    odoo: OdooState
    version: str
    stopping: Callable[[], bool]


def services(request: Request) -> Services:
    """The services of the app a request came to."""
    return cast(Services, request.app.state.services)


def authenticate(request: Request, permission: str) -> Principal:
    """Who asks.

    Raises:
        EdgeError: no token, a bad one, or one without the permission.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise EdgeError("UNAUTHENTICATED", "send the header Authorization: Bearer <token>")
    principal = services(request).verifier.verify(token.strip())
    if permission not in principal.permissions:
        raise EdgeError("NOT_PERMITTED", f"the token does not permit this: it lacks {permission}")
    return principal


async def read(request: Request, decoder: msgspec.json.Decoder[T]) -> T:
    """The request's body.

    Raises:
        EdgeError: too large, not JSON, or a field is wrong.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FRAME:
            raise EdgeError("TOO_LARGE", f"a body has at most {MAX_FRAME} bytes")
    return decode_body(decoder, bytes(body))


async def submit(request: Request, command: Command) -> Done:
    """Send a command through the shard; gives the answer (None for the house's commands) and all events.

    Raises:
        EdgeError: the command was not taken.
    """
    reply = _Reply(services(request).metrics)
    services(request).shard.submit(command, reply)
    return await reply.done


def respond(content: Any, status: int = 200) -> Response:
    """A JSON response."""
    return Response(msgspec.json.encode(content), status, media_type="application/json")


class _Reply:
    """Brings the shard's answer to the request that waits for it."""

    def __init__(self, metrics: Metrics) -> None:
        self.done: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self._metrics: Final = metrics
        self._received: Final = perf_counter()

    def answer(self, answer: Answer | None, events: Sequence[Event]) -> None:
        """See ``shard.Reply``."""
        self._metrics.ack_seconds.observe(perf_counter() - self._received)
        if self.done.done():
            return
        if isinstance(answer, Refusal):
            self.done.set_exception(EdgeError(answer.code, REASONS[answer.code].text))
        else:
            self.done.set_result((cast(Event | None, answer), events))

    def refuse(self, code: str, text: str) -> None:
        """See ``shard.Reply``."""
        if not self.done.done():
            self.done.set_exception(EdgeError(code, text))
