"""Who waits for which answer."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

from ..wire.answers import LoginOk, MassCancelReport, Pong
from ..wire.errors import ErrorMessage
from ..wire.reports import CancelRejectReport, ExecutionReport, Report
from .errors import ConnectionClosed, Refused
from .messages import ServerMessage


class Waiting:
    """Answers that are still to come: to commands by their ids, to logins in their order, to pings by number."""

    def __init__(self) -> None:
        self._commands: dict[str, asyncio.Future[Any]] = {}
        self._logins: deque[asyncio.Future[LoginOk]] = deque()
        self._pings: dict[str | int, asyncio.Future[None]] = {}

    def command(self, ids: Sequence[str]) -> asyncio.Future[Any]:
        """Wait for the first answer with one of the ids.

        Raises:
            ValueError: a command with this id still waits for its answer.
        """
        for cl_ord_id in ids:
            if cl_ord_id in self._commands:
                raise ValueError(f"cl_ord_id {cl_ord_id} waits for its answer")
        answer: asyncio.Future[Report | int] = asyncio.get_running_loop().create_future()
        self._commands.update(dict.fromkeys(ids, answer))
        return answer

    def forget(self, ids: Sequence[str]) -> None:
        """Nobody waits for them any more."""
        for cl_ord_id in ids:
            self._commands.pop(cl_ord_id, None)

    def login(self) -> asyncio.Future[LoginOk]:
        """Wait for the answer to the login sent last."""
        answer: asyncio.Future[LoginOk] = asyncio.get_running_loop().create_future()
        self._logins.append(answer)
        return answer

    def ping(self, number: int) -> asyncio.Future[None]:
        """Wait for a pong."""
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pings[number] = answer
        return answer

    def settle(self, message: ServerMessage) -> None:
        """Hand an answer to whoever waits for it."""
        if isinstance(message, ExecutionReport | CancelRejectReport):
            _set(self._commands.pop(message.cl_ord_id, None), message)
        elif isinstance(message, ErrorMessage):
            self._refuse(message)
        elif isinstance(message, LoginOk):
            _set(self._logins.popleft(), message)
        elif isinstance(message, MassCancelReport):
            _set(self._commands.pop(message.cl_ord_id, None), message.canceled)
        elif isinstance(message, Pong):
            _set(self._pings.pop(message.id, None), None)

    def end(self, reason: ConnectionClosed) -> None:
        """No answer comes any more."""
        for future in (*self._commands.values(), *self._logins, *self._pings.values()):
            if not future.done():
                future.set_exception(reason)

    def _refuse(self, message: ErrorMessage) -> None:
        waiting: asyncio.Future[Any] | None = self._commands.pop(message.cl_ord_id, None)
        if waiting is None and self._logins and not message.cl_ord_id:
            waiting = self._logins.popleft()
        if waiting is not None and not waiting.done():
            waiting.set_exception(Refused(message.code, message.text, message.field))


def _set(future: asyncio.Future[Any] | None, result: object) -> None:
    if future is not None and not future.done():
        future.set_result(result)
