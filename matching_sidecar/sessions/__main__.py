"""``python -m matching_sidecar.sessions 2026-11-23 2026-12-04 CMEGlobex_CL LME``

Prints the schedule of each calendar between two trade dates as JSON. A process of its own: the
library behind it brings pandas, which has no place among the orders.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys

import msgspec

from .session import Schedule


def main() -> None:
    """Print the schedules."""
    parser = argparse.ArgumentParser("matching_sidecar.sessions", description="Trading sessions.")
    parser.add_argument("first", type=dt.date.fromisoformat, help="trade date, ISO 8601")
    parser.add_argument("last", type=dt.date.fromisoformat, help="trade date, ISO 8601")
    parser.add_argument("names", nargs="+", metavar="calendar")
    arguments = parser.parse_args()
    found = {
        name: schedule(name, arguments.first, arguments.last) for name in sorted(arguments.names)
    }
    sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")


def schedule(name: str, first: dt.date, last: dt.date) -> Schedule:
    """One calendar's sessions, or why there are none."""
    try:
        from . import library, lme
    except ImportError as error:
        return Schedule(
            problem=f"trading calendars need pandas_market_calendars, which cannot be loaded: {error}"
        )
    try:
        if name == lme.NAME:
            return Schedule(lme.sessions(first, last))
        return Schedule(library.sessions(name, first, last))
    except LookupError as error:
        return Schedule(problem=str(error))


if __name__ == "__main__":
    main()
