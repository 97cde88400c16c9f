"""What a shard tells: the sender of a command, and those who follow everything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from ..model.events import Answer, Event


class Reply(Protocol):
    """Who sent a command. Exactly one of the two is called, once."""

    def answer(self, answer: Answer | None, events: Sequence[Event]) -> None:
        """The command is durable: what the engine said to it, and all events it caused.

        There are no events when the command is a repeat.
        """

    def refuse(self, code: str, text: str) -> None:
        """The command was not taken and left no trace; with ``NOT_LEADER`` this node cannot know."""


class _Nobody:
    """Stands in for the sender of a command that has none here."""

    def answer(self, answer: Answer | None, events: Sequence[Event]) -> None:
        """See ``Reply``."""

    def refuse(self, code: str, text: str) -> None:
        """See ``Reply``."""


NOBODY: Final = _Nobody()


class Batch(NamedTuple):
    """One durable commit: its events in order, symbols whose book changed, symbols whose status or
    definition did."""

    commands: int
    events: list[Event]
    books: set[str]
    statuses: set[str]
    sync_seconds: float
