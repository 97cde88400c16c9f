"""A full disk: new orders are refused until there is room, and nothing is lost."""

from __future__ import annotations

import asyncio
import errno
import logging
from typing import Final

from ..journal.journal import Journal
from .event_log import EventLog
from .health import ShardHealth
from .stop import Stop

PROBE_SECONDS: Final = 0.2

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LOG = logging.getLogger(__name__)


class Room:
    """Watches a full disk; the shard is blocked by ``journal`` meanwhile."""

    def __init__(
        self, journal: Journal, event_log: EventLog, health: ShardHealth, stop: Stop
    ) -> None:
        self._journal = journal
        self._event_log = event_log
        self._health = health
        self._stop = stop
        self._closed = False

    def missing(self, error: OSError) -> None:
        """Something could not be written: for want of room, or the process must stop."""
        if error.errno not in _FULL:
            _LOG.critical("the journal cannot be written (%s); stopping", error)
            self._stop()
        if not self._health.blocked_by("journal"):
            _LOG.error("the journal's disk is full: new orders are refused until there is room")
            self._look_again()
        self._health.block(
            "journal", "the journal's disk is full; orders are refused until there is room"
        )

    def close(self) -> None:
        """Look no more."""
        self._closed = True

    def _look_again(self) -> None:
        asyncio.get_running_loop().call_later(PROBE_SECONDS, self._probe)

    def _probe(self) -> None:
        if self._closed:
            return
        try:
            self._journal.probe()
            self._event_log.flush()
        except OSError:
            self._look_again()
        else:
            _LOG.info("there is room for the journal again")
            self._health.unblock("journal")
