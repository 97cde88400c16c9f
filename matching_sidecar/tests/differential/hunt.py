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


def by_tables() -> str:
    """The title of the first case that the engine does not pass."""
    return next((case.title for case in read_cases() if not passes(case)), "")


def passes(case) -> bool:
    try:
        case.play(Fast())
    except Exception:  # noqa: BLE001 - a crash is found too
        return False
    return True


def by_fuzz() -> str:
    """The first seed that shows a difference."""
    return next((str(seed) for seed in SEEDS if check_seed(seed, COMMANDS, [])), "")


def main() -> int:
    """Say what found it."""
    for what, hunt in (("case", by_tables), ("seed", by_fuzz)):
        if found := hunt():
            print(f"{what} {found}")  # noqa: T201
            return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
