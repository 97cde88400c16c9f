"""What one part of the tests came to."""

import xml.etree.ElementTree as ET
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


def read(part: str, report: Path, exit_code: int, seconds: float) -> Result:
    """Counts from pytest's JUnit file; an exit code without a failed test is a breakage."""
    if not report.exists():
        return Result(part, broken=True, seconds=seconds)
    suites = list(ET.parse(report).getroot().iter("testsuite"))  # noqa: S314
    count = {
        name: sum(int(suite.get(name, 0)) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    }
    failed = count["failures"] + count["errors"]
    passed = max(0, count["tests"] - failed - count["skipped"])
    broken = exit_code != 0 and not failed
    return Result(part, passed, failed, count["skipped"], broken, seconds)
