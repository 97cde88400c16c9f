"""Where WebSocket clients come in: this process, or doors, when there are more than it may have files open."""

from __future__ import annotations

import asyncio
import socket
from functools import partial

from .. import files
from ..config import SidecarConfig
from ..listen import listen
from . import websocket
from .doors.keeper import Keeper
from .heartbeat import Heartbeat
from .hub import Hub
from .session import Session
from .ws_line import WsLine


class Entrance:
    """Make and use it in the event loop's thread."""

    def __init__(self, hub: Hub, settings: SidecarConfig) -> None:
        self._hub = hub
        self._settings = settings
        self._server: asyncio.Server | None = None
        self._heartbeat = Heartbeat()
        self._keeper: Keeper | None = None

    async def open(self) -> int:
        """Take clients; gives the port.

        Raises:
            ConfigError: the port is taken.
        """
        settings = self._settings
        start = partial(Session, self._hub)
        if not settings.doors:
            listener = self._listen(settings.ws_port)
            sessions = files.allow_connections(settings.max_sessions)
            self._server = await websocket.serve(
                lambda: WsLine(start, self._heartbeat),
                listener,
                self._hub.sessions,
                sessions,
                settings.allowed_origins,
                lambda: WsLine(start, self._heartbeat, binary=True),
                pings=False,
            )
            self._heartbeat.start()
            return _port(listener)
        first = self._listen(settings.ws_port, shared=True)
        more = [self._listen(_port(first), shared=True) for _ in range(settings.doors - 1)]
        self._keeper = Keeper([first, *more], start, self._options())
        await self._keeper.start()
        return _port(first)

    def shut(self) -> None:
        """Take no more."""
        if self._server is not None:
            self._server.close()
        if self._keeper is not None:
            self._keeper.shut()

    async def close(self) -> None:
        """After the last session."""
        self._heartbeat.stop()
        if self._keeper is not None:
            await self._keeper.close()

    def _options(self) -> list[str]:
        settings = self._settings
        # The system spreads the clients over the doors nearly evenly.
        share = settings.max_sessions // settings.doors * 11 // 10 + 1
        options = ["--max-sessions", str(share), "--log-level", settings.log_level]
        options += ["--log-file", settings.log_file]
        return options + [part for one in settings.allowed_origins for part in ("--origin", one)]

    def _listen(self, port: int, *, shared: bool = False) -> socket.socket:
        return listen(self._settings.host, port, "sidecar.ws_port", shared=shared)


def _port(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port
