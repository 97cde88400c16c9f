"""What one part of the tests came to."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Result:
    """Counts of one part. `broken`: it failed otherwise than by a failed test."""

    part: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: bool = False
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        return not self.failed and not self.broken

    def plus(self, other: "Result") -> "Result":
        """Both runs of one part together."""
        return Result(
            self.part,
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.broken or other.broken,
            self.seconds + other.seconds,
        )


NOTHING_SELECTED = 5  # pytest's exit code when `-k` matches no test


def read(part: str, counts: Path, exit_code: int, seconds: float) -> Result:
    """What pytest counted; an exit code without a failed test is a breakage."""
    if not counts.exists():
        return Result(part, broken=True, seconds=seconds)
    found = json.loads(counts.read_text())
    broken = exit_code not in (0, NOTHING_SELECTED) and not found["failed"]
    return Result(part, **found, broken=broken, seconds=seconds)
