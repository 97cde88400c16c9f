"""Replay recorded order flow and compare the book with the recorded depth."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from tools.lab.sidecar import LabSidecar
from tools.replay import full_speed, lobster
from tools.replay.comparison import ROWS, SYMBOL, Result, compare, walk
from tools.replay.market import Market
from tools.replay.venue import RestVenue


def replay(path: Path, sidecar: LabSidecar, check: bool) -> Result:
    """One REST call an order; with ``check``, the book is asked for after every visible message."""
    venue = RestVenue(sidecar.port, sidecar.signer.token(), SYMBOL)
    market, result = Market(venue), Result()
    started = time.monotonic()
    for number, visible, depth in walk(path, market):
        result.messages = number
        if visible and check:
            book = venue.depth(max(len(depth.buy), len(depth.sell)))
            compare(result, number, book, depth)
    result.seconds = time.monotonic() - started
    result.orders, result.taken_over = market.sent, market.taken_over
    return result


def main(argv: list[str] | None = None) -> int:
    """Exit code 0 when every comparison was equal, 1 when not, 2 for a file that is not there."""
    parser = argparse.ArgumentParser(
        prog="brokersync replay",
        description=__doc__,
        epilog="with --until TIMESTAMP: back to a moment instead; see `replay --until end --help`",
    )
    parser.add_argument(
        "path", type=Path, help="folder with the recorded files, or the message file"
    )
    parser.add_argument("--format", choices=["lobster"], default="lobster")
    parser.add_argument("--check", action="store_true", help="compare the book after every event")
    parser.add_argument(
        "--full-speed", action="store_true", help="orders in large frames, checked from the journal"
    )
    parser.add_argument("--durability", choices=["process", "disk"], default="process")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    options = parser.parse_args(argv)
    try:
        lobster.find(options.path)
    except FileNotFoundError as error:
        print(f"replay: {error}", file=sys.stderr)
        return 2
    with (
        tempfile.TemporaryDirectory(prefix="brokersync-replay-") as folder,
        LabSidecar(Path(folder), ROWS, options.durability) as sidecar,
    ):
        how = full_speed.replay if options.full_speed else replay
        result = how(options.path, sidecar, options.check)
    print(json.dumps(asdict(result)) if options.json else result.words(options.check))
    return 0 if result.equal == result.compared else 1
