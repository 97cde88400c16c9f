"""What one part of the tests came to."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

Failures = Mapping[str, Sequence[str]]  # by a test's name: the end of what pytest says of it
FEW = 3  # more than these fail of something else than a busy machine


@dataclass(frozen=True)
class Result:
    """Counts of one part. `broken`: it failed otherwise than by a test; `unsteady`: passed only the second time."""

    part: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: bool = False
    seconds: float = 0.0
    failures: Failures = field(default_factory=dict)
    unsteady: Failures = field(default_factory=dict)

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
            {**self.failures, **other.failures},
            {**self.unsteady, **other.unsteady},
        )

    def once_more(self, run: Callable[[Sequence[str]], "Result"]) -> "Result":
        """A few failed tests run a second time: what passes then is unsteady, and said so (docs/decisions/0015)."""
        if self.broken or not 0 < len(self.failures) <= FEW:
            return self
        second = run(list(self.failures))
        if not second.ok or second.passed < len(self.failures):
            return replace(self, seconds=self.seconds + second.seconds)
        return replace(
            self,
            passed=self.passed + second.passed,
            failed=0,
            seconds=self.seconds + second.seconds,
            failures={},
            unsteady={**self.unsteady, **self.failures},
        )


NOTHING_SELECTED = 5  # pytest's exit code when `-k` matches no test


def read(part: str, counts: Path, exit_code: int, seconds: float) -> Result:
    """What pytest counted; an exit code without a failed test is a breakage."""
    if not counts.exists():
        return Result(part, broken=True, seconds=seconds)
    found = json.loads(counts.read_text())
    broken = exit_code not in (0, NOTHING_SELECTED) and not found["failed"]
    return Result(part, **found, broken=broken, seconds=seconds)
