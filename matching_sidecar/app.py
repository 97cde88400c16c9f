"""The sidecar as a whole: shard, doors and the link to Odoo, started and stopped in order."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys
from functools import partial
from pathlib import Path
from typing import Final

import structlog

from . import __version__
from .config import Config, ConfigError
from .gateway import close_codes, websocket
from .gateway.auth import TokenVerifier
from .gateway.http.server import HttpServer
from .gateway.hub import Hub
from .gateway.rest.app import Rest
from .gateway.rest.services import Services
from .market_data.publisher import MarketData
from .metrics import Metrics
from .odoo_link.connect import connect
from .odoo_link.disabled import NoLink, submit_file
from .odoo_link.link import OdooLink
from .shard.config import ShardConfig
from .shard.shard import Shard

SWITCH_SECONDS: Final = 0.0005
"""How long the Odoo link's thread may keep the event loop waiting for the interpreter."""
GC_THRESHOLDS: Final = (100_000, 50, 1_000)
"""Orders hold no reference cycles: looking for some among millions would only cost pauses."""

_LOG = structlog.stdlib.get_logger(__name__)


class Sidecar:
    """One process: one shard, its gateway and its link."""

    def __init__(self, config: Config, shard: Shard, verifier: TokenVerifier) -> None:
        self.shard = shard
        self.metrics = Metrics()
        self.stopping = asyncio.Event()
        self._config = config
        market = MarketData(shard.engine)
        self.hub = Hub(shard, verifier, market, self.metrics)
        self.link: OdooLink | NoLink = (
            OdooLink(shard, partial(connect, config.odoo)) if config.odoo.enabled else NoLink()
        )
        self._services = Services(
            shard, verifier, market, self.metrics, self.link, __version__, self.stopping.is_set
        )
        self._rest: HttpServer | None = None
        self._websocket: asyncio.Server | None = None
        self.ports = (0, 0)

    @classmethod
    def open(cls, config: Config) -> Sidecar:
        """Read the key and recover the shard (blocking).

        Raises:
            ConfigError: the key cannot be used.
            JournalError: the journal cannot be used; its ``exit_code`` is for the process.
        """
        settings = config.sidecar
        try:
            verifier = TokenVerifier.from_file(settings.token_public_key_file)
        except OSError as error:
            text = f"{settings.token_public_key_file}: {error.strerror}"
            raise ConfigError(f"sidecar.token_public_key_file: {text}") from None
        except ValueError as error:
            raise ConfigError(f"sidecar.token_public_key_file: {error}") from None
        shard = Shard.open(
            ShardConfig(
                folder=settings.data_dir,
                name=settings.shard,
                durability=settings.durability,
                snapshot_every=settings.snapshot_every,
            )
        )
        return cls(config, shard, verifier)

    async def start(self) -> None:
        """Open the doors.

        Raises:
            ConfigError: a port is taken, or the reference file cannot be used.
        """
        settings = self._config.sidecar
        if settings.reference_file:
            await self._load_reference(Path(settings.reference_file))
        self._watch()
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        sys.setswitchinterval(SWITCH_SECONDS)
        listener = _listen(settings.host, settings.port, "port")
        ws_listener = _listen(settings.host, settings.ws_port, "ws_port")
        self.ports = (listener.getsockname()[1], ws_listener.getsockname()[1])
        self._websocket = await websocket.serve(self.hub, ws_listener, settings.allowed_origins)
        self._rest = Rest(self._services).server()
        await self._rest.listen(listener)
        if isinstance(self.link, OdooLink):
            self.link.start()
        _LOG.info(
            "the sidecar is up",
            shard=self.shard.name,
            journal_id=self.shard.journal_id,
            port=self.ports[0],
            ws_port=self.ports[1],
            durability=settings.durability,
        )

    async def stop(self) -> None:
        """Take no more, answer what was taken, save, say goodbye."""
        self.stopping.set()
        if self._websocket is not None:
            self._websocket.close()
        if isinstance(self.link, OdooLink):
            await self.link.stop()
        await self.shard.close()
        await self.hub.close_all(close_codes.GOING_AWAY, "the sidecar is stopping")
        if self._rest is not None:
            await self._rest.close()
        _LOG.info("the sidecar has stopped")

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

    async def _load_reference(self, path: Path) -> None:
        try:
            taken = submit_file(self.shard, path)
        except (OSError, ValueError) as error:
            raise ConfigError(f"sidecar.reference_file: {error}") from None
        refusal = await asyncio.wrap_future(taken.done)
        if refusal:
            raise ConfigError(f"sidecar.reference_file: {refusal}")

    def _watch(self) -> None:
        shard, link = self.shard, self.link
        gauges = self.metrics.gauges
        gauges.append(("ready", "1 when orders are taken", lambda: float(shard.health.ready)))
        gauges.append(("sessions", "Open WebSocket sessions", lambda: len(self.hub.sessions)))
        gauges.append(("last_seq", "Last event", lambda: shard.event_log.last_seq))
        gauges.append(("waiting_commands", "Waiting for a commit", lambda: shard.waiting))
        gauges.append(
            ("market_data_messages", "Handed to subscribers", lambda: self.hub.market.sent)
        )
        if isinstance(link, OdooLink):
            status = link.status
            gauges.append(
                ("odoo_connected", "1 when connected", lambda: status.state == "connected")
            )
            gauges.append(("odoo_lag_events", "Odoo lacks", lambda: status.lag_events))
            gauges.append(("odoo_lag_seconds", "Oldest it lacks", lambda: status.lag_seconds))
            gauges.append(("odoo_quarantined", "Not applied there", lambda: status.quarantined))


def _listen(host: str, port: int, key: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        text = f"sidecar.{key}: {host}:{port} cannot be used: {error.strerror}"
        raise ConfigError(text) from None
