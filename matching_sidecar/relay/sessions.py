"""All clients of a relay."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Final

from .leader import Leader

if TYPE_CHECKING:
    from .session import RelaySession

TICK_SECONDS: Final = 0.5


class Sessions:
    """Open sessions; those that wait longer than ``patience`` seconds for an answer are refused."""

    def __init__(self, leader: Leader, patience: float) -> None:
        self._leader = leader
        self._patience = patience
        self._open: set[RelaySession] = set()
        self._empty = asyncio.Event()
        self._ticking: asyncio.TimerHandle | None = None
        self.moves = 0
        leader.on_change(self._move)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._open)

    @property
    def leader_url(self) -> str | None:
        """Where the leader's WebSocket is; None before the first one."""
        current = self._leader.current
        return None if current is None else current.ws_url

    @property
    def owed(self) -> int:
        """Commands without an answer."""
        return sum(session.conversation.owed for session in self._open)

    def add(self, session: RelaySession) -> None:
        """A client has come."""
        self._open.add(session)

    def discard(self, session: RelaySession) -> None:
        """A client has gone."""
        self._open.discard(session)
        if not self._open:
            self._empty.set()

    def start(self) -> None:
        """Begin to look after those that wait."""
        self._ticking = asyncio.get_running_loop().call_later(TICK_SECONDS, self._tick)

    async def close_all(self, code: int, reason: str) -> None:
        """Say goodbye to every client, and wait until it has gone or was cut off."""
        if self._ticking is not None:
            self._ticking.cancel()
        for session in list(self._open):
            session.close(code, reason)
        if self._open:
            self._empty.clear()
            await self._empty.wait()

    def _move(self) -> None:
        self.moves += 1
        for session in list(self._open):
            session.move()

    def _tick(self) -> None:
        before = monotonic() - self._patience
        for session in list(self._open):
            session.give_up(before)
        self.start()
