"""One firm's connection to the sidecar."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from matching_sidecar.client import (
    CancelRejectReport,
    Client,
    ExecutionReport,
    ServerMessage,
)
from matching_sidecar.wire.errors import ErrorMessage
from tools.session.agents.agent import Agent, Command
from tools.session.record import Record


class _Sent(NamedTuple):
    command: Command
    agent: Agent
    due: float


class Line:
    """Carries the commands of a firm's agents and brings them their reports; ``idle`` while none waits for its answer.

    Args:
        agents: by account and symbol.
        token: gives a fresh token.
    """

    def __init__(
        self,
        agents: Mapping[tuple[str, str], Agent],
        token: Callable[[], str],
        record: Record,
    ) -> None:
        self._agents = agents
        self._token = token
        self._record = record
        self.idle = asyncio.Event()
        self.idle.set()
        self._waiting: dict[str, _Sent] = {}
        self._client: Client | None = None
        self._time = asyncio.get_running_loop().time

    async def open(self, url: str) -> None:
        """Connect and follow the accounts' orders.

        Raises:
            OSError, ClientError: it cannot be done.
        """
        self._client = await Client.connect(url, self._token(), on_message=self._hear)
        self._client.subscribe("orders")
        await self._client.ping()

    async def renew(self) -> None:
        """Present a fresh token."""
        if self._client is not None:
            await self._client.login(self._token())

    async def close(self) -> None:
        """Hang up; orders stay."""
        if self._client is not None:
            await self._client.close()

    def send(self, agent: Agent, commands: Sequence[Command], due: float) -> None:
        """Send an agent's commands, which were ``due`` at that time of the event loop.

        Raises:
            ConnectionClosed: the sidecar is gone.
        """
        assert self._client is not None  # noqa: S101 - opened first
        for command in commands:
            self.idle.clear()
            self._waiting[command.cl_ord_id] = _Sent(command, agent, due)
            self._record.send(command)
        self._client.send(*commands)

    def _hear(self, message: ServerMessage) -> None:
        if isinstance(message, ExecutionReport | CancelRejectReport | ErrorMessage):
            sent = self._waiting.pop(message.cl_ord_id, None)
            if sent is not None:
                self._record.answer(sent.command, message, self._time() - sent.due)
                sent.agent.hear(message)
                if not self._waiting:
                    self.idle.set()
            elif not isinstance(message, ErrorMessage):
                agent = self._agents.get((message.account, message.symbol))
                if agent is not None:
                    agent.hear(message)
