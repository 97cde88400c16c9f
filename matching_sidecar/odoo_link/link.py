"""The link: a thread that keeps Odoo up to date and fetches reference data, one call at a time.

Everything it does can be done again: Odoo ignores events it has, and refuses gaps. A lost answer, a time-out or a
restart on either side therefore only costs a new handshake.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable
from typing import Any, Final

import structlog

from ..shard.reply import Batch
from ..shard.shard import Shard
from ..wire.reports import encode_batch
from .client import Client, Transport
from .errors import LinkError, Refused, Unreachable
from .reference import ReferenceIntake
from .status import LinkStatus

HEARTBEAT_SECONDS: Final = 1.0
FIRST_RETRY_SECONDS: Final = 0.2
MAX_RETRY_SECONDS: Final = 5.0
MAX_EVENTS: Final = 1_000
MIN_EVENTS: Final = 50
STOP_SECONDS: Final = 3.0

_LOG = structlog.stdlib.get_logger(__name__)


class OdooLink:
    """One shard's link. Make, start and stop it in the event loop's thread."""

    def __init__(self, shard: Shard, connect: Callable[[], Transport]) -> None:
        self.status = LinkStatus(shard.event_log, "connecting")
        self._shard = shard
        self._client = Client(connect(), shard.name)
        self._loop = asyncio.get_running_loop()
        self._intake = ReferenceIntake(shard, self._loop, self.status)
        self._thread: threading.Thread | None = None
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._refresh = False
        self._limit = MAX_EVENTS
        shard.on_batch(self._on_batch)

    def start(self) -> None:
        """Begin, or begin again after ``stop``."""
        self._stopping = threading.Event()
        if not self._shard.engine.reference_version:
            self._shard.health.block("reference", "no reference data from Odoo yet")
        work = (self._stopping, self._thread)
        self._thread = threading.Thread(target=self._run, args=work, name="odoo-link", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """End; a call that hangs is left behind, its effect is harmless."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None and self._thread.is_alive():
            await asyncio.to_thread(self._thread.join, STOP_SECONDS)

    def refresh(self) -> None:
        """Fetch newer reference data now."""
        self._refresh = True
        self._wake.set()

    def describe(self) -> dict[str, Any]:
        """Its state."""
        return self.status.describe()

    def _on_batch(self, batch: Batch) -> None:
        if batch.events and not self._wake.is_set():
            self._wake.set()

    def _run(self, stopping: threading.Event, before: threading.Thread | None) -> None:
        if before is not None:
            before.join()  # it may still hang in its last call
        failures = 0
        while not stopping.is_set():
            try:
                self._handshake()
                self._pump()
                failures = 0
                if self.status.change("connected"):
                    _LOG.info("connected to Odoo", lag_events=self.status.lag_events)
                while not stopping.is_set():
                    self._wait_for_events()
                    self._pump()
            except LinkError as error:
                if isinstance(error, Unreachable):
                    # Perhaps a batch was too much to apply in time.
                    self._limit = max(self._limit // 2, MIN_EVENTS)
                self._retry_later(str(error), failures)
            except Exception as error:  # noqa: BLE001 - logged, and the link goes on
                # A defect of ours: the events stay in the log, and someone must hear of it.
                _LOG.exception("the link to Odoo failed")
                self._retry_later(f"{type(error).__name__}: {error}", failures)
            failures += 1
        self._client.close()

    def _retry_later(self, reason: str, failures: int) -> None:
        self._client.close()
        if self.status.change("retrying", reason):
            _LOG.warning("Odoo does not take events; trying again", reason=reason)
        limit = min(FIRST_RETRY_SECONDS * 2 ** min(failures, 10), MAX_RETRY_SECONDS)
        self._stopping.wait(limit * random.uniform(0.5, 1))  # noqa: S311 - jitter

    def _handshake(self) -> None:
        """Compare where both sides stand. With Odoo ahead, or unwilling, the shard must not trade."""
        last_seq = self._shard.event_log.last_seq
        try:
            found = self._client.handshake(self._shard.journal_id, last_seq)
        except Refused as error:
            self._block("odoo_refused", f"Odoo refuses this shard: {error}")
            raise
        self._unblock("odoo_refused")
        if found.last_seq > last_seq:
            text = (
                f"Odoo has events up to {found.last_seq}, this journal ends at {last_seq}: it is older than "
                "what Odoo knows. Restore the newer journal, or Odoo's matching backup"
            )
            self._block("odoo_ahead", text)
            raise LinkError(text)
        self._unblock("odoo_ahead")
        self.status.applied_seq = found.last_seq
        self.status.reference_version = self._shard.engine.reference_version
        self._fetch_reference(found.reference_version)

    def _wait_for_events(self) -> None:
        if not self.status.lag_events:
            self._wake.wait(HEARTBEAT_SECONDS)

    def _pump(self) -> None:
        """One call: the next events, or a heartbeat when there are none."""
        self._wake.clear()
        first = self.status.applied_seq + 1
        if self._refresh:
            self._refresh = False
            self._fetch_reference(None)
        events = self._shard.event_log.read(first, self._limit)
        if [event.seq for event in events] != list(range(first, first + len(events))):
            # Caught the log between two writes; the next look finds it whole.
            return
        last = first + len(events) - 1
        applied = self._client.apply_events(first, encode_batch(events))
        if applied.last_seq < last:
            raise LinkError(f"Odoo stands at {applied.last_seq} after events up to {last}")
        self.status.applied_seq = applied.last_seq
        self.status.quarantined += applied.quarantined
        self._limit = min(self._limit + MIN_EVENTS, MAX_EVENTS)
        self._fetch_reference(applied.reference_version)

    def _fetch_reference(self, version: int | None) -> None:
        """Take over reference data when Odoo has newer (None: ask)."""
        if version is None or version > self.status.reference_version:
            self._intake.take(self._client.reference(self.status.reference_version))
            self._unblock("reference")

    def _block(self, name: str, reason: str) -> None:
        self._loop.call_soon_threadsafe(self._shard.health.block, name, reason)

    def _unblock(self, name: str) -> None:
        self._loop.call_soon_threadsafe(self._shard.health.unblock, name)
