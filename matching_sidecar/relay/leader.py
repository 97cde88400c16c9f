"""Who leads the shard now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import structlog
from nats.errors import Error as NatsError

from ..journal.jetstream.connection import Connection
from ..journal.jetstream.lease import LeaseRecord, holder
from ..journal.jetstream.settings import Names
from ..tasks import end

LOOK_SECONDS: Final = 0.1

_LOG = structlog.stdlib.get_logger(__name__)


class Leader:
    """Watches the lease. ``current`` is the latest leader that served, perhaps gone by now."""

    def __init__(self, connection: Connection, shard: str) -> None:
        self.current: LeaseRecord | None = None
        self._connection = connection
        self._names = Names(shard)
        self._listeners: list[Callable[[], None]] = []
        self._task: asyncio.Task[None] | None = None

    def on_change(self, listener: Callable[[], None]) -> None:
        """Hear of every new leader."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Begin to watch."""
        self._task = asyncio.create_task(self._watch(), name="leader")

    async def stop(self) -> None:
        """Watch no more."""
        await end(self._task)
        await self._connection.close()

    async def _watch(self) -> None:
        while True:
            try:
                found = await holder(self._connection, self._names)
            except (NatsError, TimeoutError):
                found = None  # the leader may well go on: its sessions show whether it does
            if found is not None:
                self._take(found.record)
            await asyncio.sleep(LOOK_SECONDS)

    def _take(self, record: LeaseRecord) -> None:
        before = self.current
        if record == before or record.epoch <= (before.epoch if before else 0):
            return
        self.current = record
        _LOG.info("a node leads", node=record.node, epoch=record.epoch, ws_url=record.ws_url)
        for listener in self._listeners:
            listener()
