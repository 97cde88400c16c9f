"""Look for a bug in the engine: first with the tables, then with the fuzz.

``python -m matching_sidecar.tests.differential.hunt`` prints what found one, and gives 1 if
nothing did.
"""

from __future__ import annotations

import sys

from ..subjects import Fast
from ..tables.case import read_cases
from .compare import check_seed

SEEDS = range(1, 31)
COMMANDS = 250


def by_tables() -> list[str]:
    """Titles of the cases that the engine does not pass."""
    return [case.title for case in read_cases() if not passes(case)]


def passes(case) -> bool:
    try:
        case.play(Fast())
    except Exception:  # noqa: BLE001 - a crash is found too
        return False
    return True


def by_fuzz() -> list[str]:
    """The first seed that shows a difference."""
    for seed in SEEDS:
        if check_seed(seed, COMMANDS, []):
            return [f"seed {seed}"]
    return []


def main() -> int:
    """Say what was found."""
    found = by_tables()
    print(f"tables: {len(found)} cases, {'; '.join(found[:3])}")  # noqa: T201
    if not found:
        found = by_fuzz()
        print(f"fuzz: {'; '.join(found)}")  # noqa: T201
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
