"""Whether the shard may trade, and if not, why."""

from collections.abc import Callable


class ShardHealth:
    """Named blockers; the shard is ready while there are none.

    ``on_change`` hears of each change.
    """

    def __init__(self) -> None:
        self._blockers: dict[str, str] = {}
        self.on_change: Callable[[], None] = lambda: None

    @property
    def ready(self) -> bool:
        """Whether new orders are taken."""
        return not self._blockers

    @property
    def reasons(self) -> list[str]:
        """Why not, in words."""
        return list(self._blockers.values())

    def blocked_by(self, name: str) -> bool:
        """Whether this blocker stands."""
        return name in self._blockers

    def block(self, name: str, reason: str) -> None:
        """Stop trading for a reason."""
        if self._blockers.get(name) != reason:
            self._blockers[name] = reason
            self.on_change()

    def unblock(self, name: str) -> None:
        """The reason is gone."""
        if self._blockers.pop(name, None) is not None:
            self.on_change()
