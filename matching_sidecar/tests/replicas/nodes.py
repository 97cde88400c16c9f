"""Nodes of one shard in this process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from matching_sidecar.engine.state import digest
from matching_sidecar.gateway.auth import LONGEST_USE
from matching_sidecar.journal.jetstream.settings import Servers
from matching_sidecar.model.commands import UpdateReference
from matching_sidecar.shard.config import ShardConfig
from matching_sidecar.shard.leadership import Leadership
from matching_sidecar.shard.replicated import join
from matching_sidecar.shard.shard import Shard
from matching_sidecar.tests.desk import ROWS
from matching_sidecar.tests.shard.common import ask


class Node:
    """A shard and its leadership; both are closed at the end of an ``async with``."""

    def __init__(
        self, folder: Path, servers: Servers, shard: str, name: str, snapshot_every: int = 1_000_000
    ) -> None:
        self._config = ShardConfig(folder / name, shard, snapshot_every=snapshot_every)
        self._servers = servers
        self.name = name
        self.shard: Shard
        self.leadership: Leadership
        self.task: asyncio.Task[None]
        self._left = False

    async def __aenter__(self) -> Node:
        self.shard, self.leadership = await join(
            self._config, self._servers, self.name, LONGEST_USE
        )
        self.task = self.leadership.start(f"http://{self.name}", f"ws://{self.name}")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.leave()

    async def leave(self) -> None:
        """As the process does; harmless the second time."""
        if not self._left:
            self._left = True
            await self.shard.close()
            await self.leadership.stop()

    async def leads(self) -> None:
        """Wait until it leads; the first leader brings the reference data."""
        await until(lambda: self.shard.leads)
        if not self.shard.engine.instruments:
            await ask(self.shard, UpdateReference(0, list(ROWS)))

    @property
    def state(self) -> tuple[int, int, str]:
        """Where it stands: last command, last event, digest."""
        shard = self.shard
        return shard.last_seq, shard.event_log.last_seq, digest(shard.engine)


async def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.01)


async def agree(*nodes: Node) -> None:
    """Wait until all stand at the same place."""
    await until(lambda: len({node.state for node in nodes}) == 1)
