"""What a session came to, for people and for programs."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tools.console import table
from tools.session.checks import Check

GREEN, RED, PLAIN = "\033[32m", "\033[31m", "\033[0m"


@dataclass(frozen=True)
class Result:
    """Figures as ``figures.figure`` makes them."""

    figures: Sequence[dict[str, Any]]
    checks: Sequence[Check]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    def to_json(self) -> str:
        """One line."""
        return json.dumps(
            {
                "figures": list(self.figures),
                "checks": [check.to_json() for check in self.checks],
                "passed": self.passed,
            }
        )

    def to_text(self) -> str:
        """Two tables; with colour on a terminal only."""
        figures = [
            (figure["name"], _number(figure["value"]).rjust(12), figure["unit"])
            for figure in self.figures
        ]
        checks = [(_mark(check.passed), check.name, check.detail) for check in self.checks]
        return f"{table(figures)}\n\n{table(checks)}"


def _number(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _mark(passed: bool) -> str:
    mark = "✓" if passed else "✗"
    return f"{GREEN if passed else RED}{mark}{PLAIN}" if sys.stdout.isatty() else mark
