"""When a snapshot is written, and by whom: a child process while trading goes on."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

from ..journal import snapshot as snapshots
from ..journal.errors import JournalBrokenError
from ..journal.journal import Journal
from .event_log import EventLog

_LOG = logging.getLogger(__name__)


class SnapshotKeeper:
    """Writes one snapshot at a time. ``seq`` is the command of the latest one begun."""

    def __init__(
        self, folder: Path, journal: Journal, event_log: EventLog, every: int, seq: int
    ) -> None:
        self.seq = seq
        self._folder = folder
        self._journal = journal
        self._event_log = event_log
        self._every = every
        self._child = 0

    def due(self, seq: int) -> bool:
        """Whether enough commands have come since the latest one; ``seq`` is the last."""
        return seq - self.seq >= self._every

    def write(self, snapshot: snapshots.Snapshot) -> None:
        """Write one now; journal and event log are made durable first, it relies on both.

        Raises:
            OSError: it could not be written.
            JournalBrokenError: what it relies on may be lost. The kernel forgets what it could
                not sync, so the next try would succeed for no reason: the process must stop.
        """
        try:
            self._journal.sync()
            self._event_log.sync()
        except OSError as error:
            raise JournalBrokenError(
                f"journal or event log could not be synced: {error}"
            ) from error
        snapshots.write(self._folder, self._journal.journal_id, snapshot)
        self.seq = snapshot.seq

    def fork(self, seq: int, take: Callable[[], snapshots.Snapshot]) -> None:
        """Write one, of the state after command ``seq``, in a child that has the memory as it is
        now, unless one is being written."""
        if not self.reap():
            return
        self.seq = seq
        self._child = os.fork()
        if self._child == 0:
            status = 1
            try:
                self.write(take())
                status = 0
            except JournalBrokenError as error:
                status = error.exit_code
            finally:
                os._exit(status)

    def reap(self, wait: bool = False) -> bool:
        """Whether no snapshot is being written (any more).

        Raises:
            JournalBrokenError: as in ``write``, found by the child.
        """
        if self._child:
            pid, status = os.waitpid(self._child, 0 if wait else os.WNOHANG)
            if not pid:
                return False
            self._child = 0
            if os.waitstatus_to_exitcode(status) == JournalBrokenError.exit_code:
                raise JournalBrokenError("journal or event log could not be synced")
            if status:
                _LOG.error("a snapshot could not be written; the next one is tried in time")
        return True
