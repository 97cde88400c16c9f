"""A session's frames in their order; large ones of all sessions are taken one a round."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

from .line import Line
from .turns import Turns

LARGE_BYTES: Final = 8 * 1024
"""A frame that large takes milliseconds: the others are read in between."""


class Intake:
    """Hands frames to ``take``. What comes after a large one waits for it, and the line is held meanwhile."""

    __slots__ = ("_held", "_line", "_take", "_turns")

    def __init__(self, line: Line, turns: Turns, take: Callable[[bytes], None]) -> None:
        self._line = line
        self._turns = turns
        self._take = take
        self._held: deque[bytes] | None = None

    def put(self, payload: bytes) -> None:
        """Take a frame now, or in its turn."""
        if self._held is not None:
            self._held.append(payload)
        elif len(payload) > LARGE_BYTES:
            self._held = deque((payload,))
            self._line.hold()
            self._turns.once(self._go_on)
        else:
            self._take(payload)

    def _go_on(self) -> None:
        held = self._held or deque()
        while held and not self._line.closing:
            self._take(held.popleft())
            if held and len(held[0]) > LARGE_BYTES:
                self._turns.once(self._go_on)
                return
        self._held = None
        self._line.go_on()
