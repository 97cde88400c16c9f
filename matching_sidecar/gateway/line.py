"""What a session needs to reach its client, whoever holds the socket."""

from __future__ import annotations

from typing import Protocol


class Line(Protocol):
    """One client's WebSocket, seen from its session.

    ``closing`` after a goodbye, and when the client has gone; ``binary``: its messages are MessagePack, not JSON.
    """

    closing: bool
    binary: bool

    def send(self, message: bytes) -> None:
        """Send a message."""

    def hold(self) -> None:
        """Read nothing more until ``go_on``."""

    def go_on(self) -> None:
        """Read again, unless paused."""

    def goodbye(self, code: int, reason: bytes) -> None:
        """Close (RFC 6455 §7.4.1); a client that does not take it is cut off."""

    def pause(self, seconds: float) -> None:
        """Read nothing more for a while, or for a while longer, up to a second: what the client sends waits there."""


class Listener(Protocol):
    """Hears of a line: its session."""

    def receive(self, payload: bytes) -> None:
        """A whole message came."""

    def pause_writing(self) -> None:
        """More waits to be sent than the client takes."""

    def resume_writing(self) -> None:
        """There is room again."""

    def lost(self) -> None:
        """The line is gone."""
