"""What the REST handlers work with, and the parts of a request they share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Protocol, TypeVar
from urllib.parse import parse_qsl

import msgspec

from ...journal.revocations import Revocations
from ...model.codes import REASONS
from ...model.commands import Command
from ...model.events import Answer, Event, Refusal
from ...shard.shard import Shard
from ...wire.decode import decode_body
from ...wire.errors import EdgeError
from ..auth import Principal
from ..http.message import Request, Response
from ..hub import Hub
from .books import Books
from .problems import problem

T = TypeVar("T", bound=msgspec.Struct)


class OdooState(Protocol):
    """The Odoo link as REST sees it."""

    def describe(self) -> dict[str, Any]:
        """Its state, for people and programs."""

    def refresh(self) -> None:
        """Fetch newer reference data now."""


class CalendarState(Protocol):
    """The session scheduler as REST sees it."""

    def describe(self) -> dict[str, Any]:
        """Its state, for people and programs."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a handler needs."""

    hub: Hub
    revocations: Revocations
    odoo: OdooState
    calendars: CalendarState
    version: str
    stopping: Callable[[], bool]
    books: Books = field(default_factory=Books)

    @property
    def shard(self) -> Shard:
        """Where commands go."""
        return self.hub.shard


def authenticate(services: Services, request: Request, permission: str) -> Principal:
    """Who asks.

    Raises:
        EdgeError: no token, a bad one, one without the permission, or too many requests.
    """
    header = request.headers.get(b"authorization", b"").decode("latin-1")
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise EdgeError("UNAUTHENTICATED", "send the header Authorization: Bearer <token>")
    hub = services.hub
    principal = hub.verifier.verify(token.strip())
    if not hub.throttle.admit(principal.sub):
        raise hub.throttle.refusal(principal.sub)
    if permission not in principal.permissions:
        raise EdgeError("NOT_PERMITTED", f"the token does not permit this: it lacks {permission}")
    return principal


def read(request: Request, decoder: msgspec.json.Decoder[T]) -> T:
    """The request's body.

    Raises:
        EdgeError: not JSON, or a field is wrong.
    """
    return decode_body(decoder, request.body)


def parameters(request: Request) -> dict[str, str]:
    """What stands behind the question mark; of a name given twice the last."""
    return dict(parse_qsl(request.query, keep_blank_values=True)) if request.query else {}


def submit(
    services: Services,
    request: Request,
    command: Command,
    respond: Callable[[Answer | None, Sequence[Event]], Response],
) -> None:
    """Send a command through the shard; ``respond`` makes the answer from what the engine said (None to the house's
    commands) and all events of the command."""
    services.shard.submit(command, _Reply(services, request, respond))


class _Reply:
    """Brings the shard's answer to the request that waits for it."""

    __slots__ = ("_request", "_respond", "_services")

    def __init__(
        self,
        services: Services,
        request: Request,
        respond: Callable[[Answer | None, Sequence[Event]], Response],
    ) -> None:
        self._services = services
        self._request = request
        self._respond = respond

    def answer(self, answer: Answer | None, events: Sequence[Event]) -> None:
        """See ``shard.Reply``."""
        request = self._request
        self._services.hub.metrics.ack_seconds.observe(perf_counter() - request.received)
        if type(answer) is Refusal:
            self.refuse(answer.code, REASONS[answer.code].text)
        else:
            request.respond(self._respond(answer, events))

    def refuse(self, code: str, text: str) -> None:
        """See ``shard.Reply``."""
        self._services.hub.metrics.refusals[code] += 1
        self._request.respond(problem(EdgeError(code, text)))
