"""The time a shard goes by; a simulation brings its own."""

from typing import Protocol


class Clock(Protocol):
    """What is used of the module ``time``, which is the real one."""

    def time_ns(self) -> int:
        """Nanoseconds since 1970 UTC.

        May jump.
        """

    def monotonic(self) -> float:
        """Seconds since an arbitrary moment, never back."""
