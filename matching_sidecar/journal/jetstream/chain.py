"""The frames of a stream, one after the other: each must follow the one before."""

from __future__ import annotations

from ...model.commands import Command
from .. import frames
from ..errors import JournalDamagedError


class Chain:
    """A position in the stream: ``last_seq`` commands in ``frame`` frames."""

    def __init__(self) -> None:
        self.frame = 0
        self.last_seq = 0
        self._checksum = 0

    def follow(self, data: bytes) -> list[Command]:
        """Take the next frame; its commands.

        Raises:
            JournalDamagedError: it is not sound, or does not follow.
        """
        number = self.frame + 1
        found = sound(number, data)
        if found.first_seq != self.last_seq + 1 or found.previous != self._checksum:
            raise JournalDamagedError(
                f"frame {number} of the stream does not follow command {self.last_seq}"
            )
        self.advance(found.commands, found.checksum)
        return frames.commands(found)

    def encode(self, commands: list[Command]) -> tuple[bytes, int]:
        """The frame that would follow, and its checksum."""
        return frames.encode(self.last_seq + 1, commands, self._checksum)

    def advance(self, commands: int, checksum: int) -> None:
        """Move past the frame that follows."""
        self.frame += 1
        self.last_seq += commands
        self._checksum = checksum

    def stand(self, number: int, frame: frames.Frame) -> None:
        """Move to behind a frame."""
        self.frame = number
        self.last_seq = frame.first_seq + frame.commands - 1
        self._checksum = frame.checksum


def sound(number: int, data: bytes) -> frames.Frame:
    """Frame number ``number`` of the stream.

    Raises:
        JournalDamagedError: it is not one whole and sound frame.
    """
    frame = frames.at(memoryview(data), 0)
    if frame is None or frame.end != len(data):
        raise JournalDamagedError(f"frame {number} of the stream is damaged")
    return frame
