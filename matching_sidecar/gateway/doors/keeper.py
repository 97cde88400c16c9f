"""Starts the doors, and starts one again that ended."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from ..line import Line, Listener
from .door import Door

RESTART_SECONDS: Final = 0.5

_LOG = structlog.stdlib.get_logger(__name__)


class Keeper:
    """As many doors as there are listeners: sockets bound to one port, over which the system spreads the clients.

    Make and use it in the event loop's thread.

    Args:
        options: of the command line that starts a door.
    """

    def __init__(
        self,
        listeners: Sequence[socket.socket],
        open_listener: Callable[[Line], Listener],
        options: Sequence[str],
    ) -> None:
        self._listeners = listeners
        self._open = open_listener
        self._options = options
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._doors: dict[int, Door] = {}
        self._openings: set[asyncio.Task[None]] = set()
        self._closing = False

    async def start(self) -> None:
        """Open all doors."""
        for number in range(len(self._listeners)):
            await self._open_door(number)

    def shut(self) -> None:
        """Let nobody in any more."""
        self._closing = True
        for door in self._doors.values():
            door.shut()

    async def close(self) -> None:
        """End them, after the last session."""
        for door in self._doors.values():
            door.close()
        for process in self._processes.values():
            await asyncio.to_thread(process.wait)
        for listener in self._listeners:
            listener.close()

    @property
    def pids(self) -> list[int]:
        """The doors' processes."""
        return [process.pid for process in self._processes.values()]

    async def _open_door(self, number: int) -> None:
        ours, theirs = socket.socketpair()
        listener = self._listeners[number]
        with theirs:
            command = [sys.executable, "-m", "matching_sidecar.gateway.doors", *self._options]
            command += ["--listener", str(listener.fileno()), "--sidecar", str(theirs.fileno())]
            self._processes[number] = subprocess.Popen(  # noqa: S603, ASYNC220 - ourselves, no wait
                command,
                pass_fds=(listener.fileno(), theirs.fileno()),
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        loop = asyncio.get_running_loop()
        _, self._doors[number] = await loop.create_connection(
            lambda: Door(self._open, lambda: self._lost(number)), sock=ours
        )

    def _lost(self, number: int) -> None:
        if not self._closing:
            task = asyncio.get_running_loop().create_task(self._again(number))
            self._openings.add(task)
            task.add_done_callback(self._openings.discard)

    async def _again(self, number: int) -> None:
        process = self._processes[number]
        process.kill()
        code = await asyncio.to_thread(process.wait)
        _LOG.error("a door ended and is opened again; its clients were lost", exit_code=code)
        await asyncio.sleep(RESTART_SECONDS)
        if not self._closing:
            await self._open_door(number)
