"""Show books, open orders and positions of a past moment, rebuilt from a journal; a running one is not disturbed."""

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from matching_sidecar.journal.errors import JournalError
from matching_sidecar.shard.moment import NoSuchMomentError, rebuild
from tools import settings
from tools.replay import picture

END = "end"
_ISO = re.compile(r"(.+?:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?")


def main(argv: list[str]) -> int:
    """Exit code 0, or 2 when there is nothing to show."""
    parser = argparse.ArgumentParser(prog="brokersync replay --until", description=__doc__)
    parser.add_argument("--until", required=True, type=timestamp, metavar="TIMESTAMP", help=(
        f"ISO 8601 (UTC unless it says otherwise), nanoseconds since 1970, or {END!r}"
    ))  # fmt: skip
    parser.add_argument(
        "folder", nargs="?", type=Path, help="a sidecar's journal (default: this home's sidecar)"
    )
    parser.add_argument("--symbol", help="this instrument only")
    parser.add_argument("--depth", type=int, default=10, help="levels of each side; 0: all")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    folder = options.folder or settings.load().sidecar_data
    try:
        found = rebuild(folder, options.until)
    except NoSuchMomentError as error:
        print(f"replay: {error}; --until {END} shows its last state", file=sys.stderr)
        return 2
    except JournalError as error:
        print(f"replay: {error}", file=sys.stderr)
        return 2
    symbols = sorted(found.engine.instruments)
    if options.symbol is not None:
        if options.symbol not in symbols:
            print(f"replay: no {options.symbol} then; there were {symbols}", file=sys.stderr)
            return 2
        symbols = [options.symbol]
    shown = picture.take(found, symbols, options.depth)
    print(json.dumps(shown) if options.json else picture.words(shown))
    return 0


def timestamp(text: str) -> int | None:
    """Nanoseconds since 1970; None: the end.

    Raises:
        ValueError: it is none of what is understood.
    """
    if text == END:
        return None
    if text.isdecimal():
        return int(text)
    found = _ISO.fullmatch(text)
    whole, fraction, zone = found.groups() if found else (text, None, None)
    at = datetime.fromisoformat(whole + (zone or ""))
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return int(at.timestamp()) * 1_000_000_000 + int((fraction or "0").ljust(9, "0"))
