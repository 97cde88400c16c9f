"""Who asked that its orders be cancelled when it is lost, and whether it is there (docs/matching.md, FAULTS 47)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from ..model.commands import ArmCancelOnDisconnect, SessionLost
from ..shard.insist import insist
from ..shard.shard import Shard


class Presence:
    """Counts the sessions of each login that asked. Make and use it in the event loop's thread.

    What was asked is in the journal; ``shard.timer`` counts everybody as lost after a restart and at a new leader.
    """

    def __init__(self, shard: Shard) -> None:
        self._shard = shard
        self._sessions: Counter[str] = Counter()

    def come(self, sub: str) -> None:
        """A session has asked."""
        self._sessions[sub] += 1

    def arm(self, sub: str, seconds: float, done: Callable[[], None]) -> None:
        """Ask for it, or for another grace; ``done`` is called once that is durable."""
        insist(self._shard, ArmCancelOnDisconnect(0, sub, int(seconds * 1e9)), done)

    def go(self, sub: str) -> None:
        """A session that had asked is gone."""
        self._sessions[sub] -= 1
        if not self._sessions[sub]:
            del self._sessions[sub]
            insist(self._shard, SessionLost(0, sub))
