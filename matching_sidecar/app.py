"""The sidecar as a whole: shard, doors and the link to Odoo, started and stopped in order."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog

from . import __version__, compiled
from .config import Config, ConfigError
from .gateway import close_codes
from .gateway.auth import LONGEST_USE, TokenVerifier
from .gateway.entrance import Entrance
from .gateway.http.server import HttpServer
from .gateway.hub import Hub
from .gateway.rest.app import Rest
from .gateway.rest.services import Services
from .gateway.throttle import Throttle
from .gateway.websocket import PATH
from .journal.errors import JournalError
from .journal.revocations import LocalRevocations, Revocations
from .listen import listen
from .market_data.publisher import MarketData
from .metrics import Metrics
from .odoo_link.connect import connect
from .odoo_link.disabled import NoLink, submit_file
from .odoo_link.link import OdooLink
from .odoo_link.reference import Taken
from .sessions.scheduler import SessionScheduler
from .shard.config import ShardConfig
from .shard.shard import Shard
from .shard.stop import stop_process, stop_without_memory
from .shard.timer import Timer

if TYPE_CHECKING:
    from .shard.leadership import Leadership

SWITCH_SECONDS: Final = 0.0005
"""How long the Odoo link's thread may keep the event loop waiting for the interpreter."""
GC_THRESHOLDS: Final = (100_000, 50, 1_000)
"""Orders hold no reference cycles: looking for some among millions would only cost pauses."""

_LOG = structlog.stdlib.get_logger(__name__)


class Sidecar:
    """One process: one shard, its gateway and its link."""

    def __init__(
        self,
        config: Config,
        shard: Shard,
        verifier: TokenVerifier,
        revocations: Revocations,
        leadership: Leadership | None = None,
    ) -> None:
        self.shard = shard
        self.metrics = Metrics()
        self.stopping = asyncio.Event()
        self._config = config
        market = MarketData(shard)
        throttle = Throttle(config.sidecar.client_rate, config.sidecar.client_burst)
        self.hub = Hub(shard, verifier, market, self.metrics, throttle)
        for one in revocations.in_force:
            verifier.revoke(one)
        revocations.heard = self.hub.revoke
        self.link: OdooLink | NoLink = (
            OdooLink(shard, partial(connect, config.odoo)) if config.odoo.enabled else NoLink()
        )
        self._timer = Timer(shard)
        self._calendars = SessionScheduler(shard, follow=config.sidecar.calendars)
        self._services = Services(
            self.hub, revocations, self.link, self._calendars, __version__, self.stopping.is_set
        )
        self._leadership = leadership
        self._leading: asyncio.Task[None] | None = None
        self._resigning: asyncio.Task[None] | None = None
        self._entrance = Entrance(self.hub, config.sidecar)
        self._rest: HttpServer | None = None
        self.ports = (0, 0)

    @classmethod
    def open(cls, config: Config) -> Sidecar:
        """Read the key and recover the shard (blocking).

        Raises:
            ConfigError: the key cannot be used.
            JournalError: the journal cannot be used; its ``exit_code`` is for the process.
        """
        verifier = _verifier(config)
        shard = Shard.open(_shard_config(config))
        revocations = LocalRevocations(config.sidecar.data_dir, LONGEST_USE)
        return cls(config, shard, verifier, revocations)

    @classmethod
    async def join(cls, config: Config) -> Sidecar:
        """Read the key and become one of several nodes, standing by; waits for the journal's
        servers.

        Raises:
            ConfigError: the key, the token or the servers cannot be used.
            JournalError: the journal cannot be used; its ``exit_code`` is for the process.
        """
        # What this needs is installed for several nodes only.
        from . import replicas

        verifier = _verifier(config)
        shard, leadership = await replicas.join(config, _shard_config(config))
        return cls(config, shard, verifier, leadership.revocations, leadership)

    async def start(self) -> None:
        """Open the doors.

        Raises:
            ConfigError: a port is taken, or the reference file cannot be used.
        """
        settings = self._config.sidecar
        if settings.reference_file and self.shard.leads:
            await self._load_reference()
        self._timer.start()
        await self._calendars.start()
        self._watch()
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        self.metrics.gc_pauses.watch()
        sys.setswitchinterval(SWITCH_SECONDS)
        listener = listen(settings.host, settings.port, "sidecar.port")
        self.ports = (listener.getsockname()[1], await self._entrance.open())
        self._rest = Rest(self._services).server()
        await self._rest.listen(listener)
        self.shard.on_role(self._on_role)
        if self._leadership is not None:
            self._lead_or_follow(self._leadership)
        elif isinstance(self.link, OdooLink):
            self.link.start()
        _LOG.info(
            "the sidecar is up",
            shard=self.shard.name,
            journal_id=self.shard.journal_id,
            port=self.ports[0],
            ws_port=self.ports[1],
            durability=settings.durability,
            engine=compiled.engine(),
        )

    async def stop(self) -> None:
        """Take no more, answer what was taken, save, say goodbye."""
        self.stopping.set()
        self._entrance.shut()
        if isinstance(self.link, OdooLink):
            await self.link.stop()
        self._timer.stop()
        await self._calendars.stop()
        self.hub.market.close()
        await self.shard.close()
        if self._leadership is not None:
            await self._leadership.stop()
        await self.hub.close_all(close_codes.GOING_AWAY, "the sidecar is stopping")
        await self._entrance.close()
        self.metrics.gc_pauses.stop()
        if self._rest is not None:
            await self._rest.close()
        _LOG.info("the sidecar has stopped")

    async def run(self) -> None:
        """Serve until a signal to stop."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(stop_without_memory)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stopping.set)
        try:
            await self.start()
            await self.stopping.wait()
        finally:
            await self.stop()
        if self._leading is not None and not self._leading.cancelled():
            self._leading.result()

    def _lead_or_follow(self, leadership: Leadership) -> None:
        nats, (port, ws_port) = self._config.nats, self.ports
        host = self._config.sidecar.host
        self._leading = leadership.start(
            nats.url or f"http://{host}:{port}", nats.ws_url or f"ws://{host}:{ws_port}{PATH}"
        )
        self._leading.add_done_callback(self._on_leadership_end)

    def _on_leadership_end(self, task: asyncio.Task[None]) -> None:
        """The journal cannot be used: stop in order. Anything else is a defect: stop at once."""
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, JournalError):
            _LOG.critical("the leadership failed; stopping", exc_info=error)
            stop_process()
        if error is not None:
            self.shard.stand_by("JOURNAL_UNAVAILABLE", str(error))
        self.stopping.set()

    def _on_role(self, leads: bool) -> None:
        """Only the leader talks to Odoo; clients of a node that leads no more look for the new
        one."""
        if not leads:
            self._resigning = asyncio.create_task(self._resign())
            return
        if isinstance(self.link, OdooLink):
            self.link.start()
        if self._config.sidecar.reference_file:
            self._submit_reference()

    async def _resign(self) -> None:
        goodbye = self.hub.close_all(close_codes.NOT_LEADER, "this node leads no more")
        if isinstance(self.link, OdooLink):
            await asyncio.gather(goodbye, self.link.stop())
        else:
            await goodbye

    async def _load_reference(self) -> None:
        refusal = await asyncio.wrap_future(self._submit_reference().done)
        if refusal:
            raise ConfigError(f"sidecar.reference_file: {refusal}")

    def _submit_reference(self) -> Taken:
        try:
            return submit_file(self.shard, Path(self._config.sidecar.reference_file))
        except (OSError, ValueError) as error:
            raise ConfigError(f"sidecar.reference_file: {error}") from None

    def _watch(self) -> None:
        shard, link = self.shard, self.link
        gauges = self.metrics.gauges
        gauges.append(("ready", "1 when orders are taken", lambda: float(shard.health.ready)))
        gauges.append(("leads", "1 on the shard's leader", lambda: float(shard.leads)))
        gauges.append(("epoch", "Number of the leader", lambda: shard.engine.epoch))
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


def _verifier(config: Config) -> TokenVerifier:
    path = config.sidecar.token_public_key_file
    try:
        return TokenVerifier.from_file(path)
    except OSError as error:
        text = f"{path}: {error.strerror}"
        raise ConfigError(f"sidecar.token_public_key_file: {text}") from None
    except ValueError as error:
        raise ConfigError(f"sidecar.token_public_key_file: {error}") from None


def _shard_config(config: Config) -> ShardConfig:
    settings = config.sidecar
    return ShardConfig(
        folder=settings.data_dir,
        name=settings.shard,
        durability=settings.durability,
        snapshot_every=settings.snapshot_every,
    )
