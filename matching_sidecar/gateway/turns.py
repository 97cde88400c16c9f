"""Sessions take turns: one that sends a thousand orders at once does not keep the others waiting."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from ..model.commands import Command
from ..shard.reply import Reply
from ..shard.shard import Shard

ROUND: Final = 300
"""Commands handed over in one round of the event loop: the longest anybody waits for the others, and a commit large
enough to be worth its sync."""
MIN_SHARE: Final = 16
LANES: Final = 2
"""What may wait is shared by so many lanes at least: one alone does not fill it."""
PAUSE_SECONDS: Final = 0.001
"""Between two looks at a shard whose commit takes longer than a round."""


class Turns:
    """Hands the commands of all lanes to the shard. Make and use it in the event loop's thread.

    ``round`` counts the rounds, ``share`` is what a lane may hand over in one.
    """

    def __init__(self, shard: Shard) -> None:
        self.round = 0
        self.share = ROUND
        self._shard = shard
        self._loop = asyncio.get_running_loop()
        self._queue: deque[Lane] = deque()
        self._large: deque[Callable[[], None]] = deque()
        self._scheduled = False

    def lane(self) -> Lane:
        """A lane for a session."""
        return Lane(self)

    def submit(self, command: Command, reply: Reply) -> None:
        """Hand a command over."""
        self.begin()
        self._shard.submit(command, reply)

    def join(self, lane: Lane) -> None:
        """A lane has begun to wait."""
        self._queue.append(lane)
        self.begin()

    def once(self, step: Callable[[], None]) -> None:
        """Do something that takes a while: one such thing a round."""
        self._large.append(step)
        self.begin()

    def room(self, waiting: int) -> bool:
        """Whether a lane in which so many wait may take another one: all lanes share the shard's room evenly."""
        lanes = max(len(self._queue), LANES)
        return waiting < max(MIN_SHARE, self._shard.config.max_waiting // lanes)

    @property
    def busy(self) -> bool:
        """Whether the shard has enough for its next commit: who comes now waits in its lane."""
        return self._shard.waiting >= ROUND

    def begin(self) -> None:
        """Count a round."""
        if not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._next)

    def _next(self) -> None:
        self._scheduled = False
        self.round += 1
        queue = self._queue
        if self._large:
            self._large.popleft()()
            self.begin()
        if queue and self.busy:
            self._scheduled = True
            self._loop.call_later(PAUSE_SECONDS, self._next)
            return
        self.share = share = max(MIN_SHARE, ROUND // (len(queue) + 1))
        for _ in range(min(len(queue), ROUND // share)):
            lane = queue.popleft()
            if lane.hand_over(share):
                queue.append(lane)
        if queue:
            self.begin()


class Lane:
    """One session's commands, and what it asks between them, in order."""

    __slots__ = ("_round", "_turns", "_used", "_waiting")

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._round = -1
        self._used = 0
        self._waiting: deque[tuple[Command, Reply] | Callable[[], None]] | None = None

    @property
    def full(self) -> bool:
        """Whether as much waits as may: nothing more should be put in."""
        return self._waiting is not None and not self._turns.room(len(self._waiting))

    def submit(self, command: Command, reply: Reply) -> None:
        """Hand a command over now, or when it is this lane's turn."""
        turns = self._turns
        if self._round != turns.round:
            self._round, self._used = turns.round, 0
        if self._waiting is None:
            if self._used < turns.share and not turns.busy:
                self._used += 1
                turns.submit(command, reply)
                return
            self._waiting = deque()
            turns.join(self)
        self._waiting.append((command, reply))

    def after(self, step: Callable[[], None]) -> None:
        """Do something else in its place between the commands: at once when none waits."""
        if self._waiting is None:
            step()
        else:
            self._waiting.append(step)

    def hand_over(self, count: int) -> bool:
        """Hand over up to so many; whether more wait."""
        waiting, submit = self._waiting, self._turns.submit
        if waiting is None:
            return False
        for _ in range(min(count, len(waiting))):
            step = waiting.popleft()
            if isinstance(step, tuple):
                submit(*step)
            else:
                step()
        if waiting:
            return True
        self._waiting = None
        return False
