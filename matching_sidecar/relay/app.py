"""The relay as a whole, started and stopped in order."""

from __future__ import annotations

import asyncio
import signal
from functools import partial

import structlog

from .. import files
from ..config import ConfigError
from ..gateway import close_codes, websocket
from ..gateway.http.server import HttpServer
from ..journal.jetstream.connection import Connection, ServerLimitError
from ..listen import listen
from ..replicas import servers
from .config import RelayConfig
from .leader import Leader
from .metrics import RelayMetrics
from .rest import RelayRest
from .session import RelaySession
from .sessions import Sessions

_LOG = structlog.stdlib.get_logger(__name__)


class Relay:
    """One process: the way to one shard. ``ports`` of REST and WebSocket once it has started."""

    def __init__(self, config: RelayConfig, connection: Connection) -> None:
        self.stopping = asyncio.Event()
        self.ports = (0, 0)
        self._settings = settings = config.relay
        self._leader = Leader(connection, settings.shard)
        self._sessions = Sessions(self._leader, settings.patience)
        metrics = RelayMetrics(self._leader, self._sessions)
        self._rest = RelayRest(self._leader, self._sessions, metrics, settings.patience)
        self._http: HttpServer | None = None
        self._websocket: asyncio.Server | None = None

    @classmethod
    async def join(cls, config: RelayConfig) -> Relay:
        """Connect to the servers where the leader is known; waits for them.

        Raises:
            ConfigError: the token or the servers cannot be used.
        """
        try:
            connection = await Connection.open(servers(config.nats), "relay")
        except ServerLimitError as error:
            raise ConfigError(f"nats.servers: {error}") from None
        return cls(config, connection)

    async def start(self) -> None:
        """Open the doors.

        Raises:
            ConfigError: a port is taken.
        """
        settings = self._settings
        rest = listen(settings.host, settings.port, "relay.port")
        sockets = listen(settings.host, settings.ws_port, "relay.ws_port")
        self.ports = (rest.getsockname()[1], sockets.getsockname()[1])
        self._leader.start()
        self._sessions.start()
        self._websocket = await websocket.serve(
            partial(RelaySession, self._sessions),
            sockets,
            self._sessions,
            files.allow_connections(2 * settings.max_sessions) // 2,
            settings.allowed_origins,
        )
        self._http = self._rest.server()
        await self._http.listen(rest)
        _LOG.info("the relay is up", port=self.ports[0], ws_port=self.ports[1])

    async def stop(self) -> None:
        """Say goodbye to the clients: they go on at another relay with the same ids."""
        if self._websocket is not None:
            self._websocket.close()
        await self._sessions.close_all(close_codes.GOING_AWAY, "the relay is stopping")
        await self._rest.close()
        if self._http is not None:
            await self._http.close()
        await self._leader.stop()
        _LOG.info("the relay has stopped")

    async def run(self) -> None:
        """Serve until a signal to stop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stopping.set)
        try:
            await self.start()
            await self.stopping.wait()
        finally:
            await self.stop()
