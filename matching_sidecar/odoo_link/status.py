"""What the link tells about itself: to ``/health``, to Prometheus, to the log."""

from __future__ import annotations

import time
from typing import Any, Literal

from ..shard.event_log import EventLog

State = Literal["disabled", "connecting", "connected", "retrying"]


class LinkStatus:
    """Written by the link's thread, read by anyone. ``since`` in seconds since 1970."""

    def __init__(self, event_log: EventLog, state: State) -> None:
        self._event_log = event_log
        self.state: State = state
        self.since = time.time()
        self.reason = ""
        self.applied_seq = 0
        self.reference_version = 0
        self.quarantined = 0
        self.problems: list[str] = []

    def change(self, state: State, reason: str = "") -> bool:
        """Note a state; gives whether it is news."""
        news = state != self.state
        if news:
            self.state, self.since = state, time.time()
        self.reason = reason
        return news

    @property
    def lag_events(self) -> int:
        """Events Odoo does not have yet."""
        return max(self._event_log.last_seq - self.applied_seq, 0)

    @property
    def lag_seconds(self) -> float:
        """Age of the oldest event Odoo does not have yet."""
        if not self.lag_events:
            return 0.0
        waiting = self._event_log.read(self.applied_seq + 1, 1)
        return max(time.time() - waiting[0].ts / 1e9, 0.0) if waiting else 0.0

    def describe(self) -> dict[str, Any]:
        """For ``/health``."""
        return {
            "state": self.state,
            "since": self.since,
            "reason": self.reason,
            "applied_seq": self.applied_seq,
            "lag_events": self.lag_events,
            "lag_seconds": round(self.lag_seconds, 3),
            "reference_version": self.reference_version,
            "quarantined": self.quarantined,
            "problems": self.problems,
        }
