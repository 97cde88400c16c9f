"""Measure BrokerSync on this machine: every figure beside its goal."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tools.bench import connections, disk, engine, gate, market_data, odoo, orders, recovery, rest
from tools.bench.figures import Figure, table
from tools.bench.peers import comparison, durable
from tools.errors import Problem

OPERATIONS = 1_000_000
EVENTS = 50_000
SECONDS = 20.0

Part = Callable[[Path, float], list[Figure]]
"""A part measures in a folder; the second argument scales it down (1: as published)."""

PARTS: dict[str, Part] = {
    "disk": lambda folder, scale: disk.measure(folder),
    "engine": lambda folder, scale: engine.measure(int(OPERATIONS * scale)),
    "gate": lambda folder, scale: gate.measure(int(OPERATIONS * scale)),
    "ack": lambda folder, scale: [
        figure
        for durability in ("process", "disk")
        for figure in orders.acknowledgement(folder, durability, SECONDS * scale)
    ],
    "rate": lambda folder, scale: [
        figure
        for durability in ("process", "disk")
        for figure in orders.sustained(folder, durability, max(1.0, SECONDS * scale / 5))
    ],
    "market-data": lambda folder, scale: market_data.measure(folder, max(1.0, SECONDS * scale / 4)),
    "rest": lambda folder, scale: rest.measure(folder, max(1.0, SECONDS * scale / 4)),
    "connections": connections.measure,
    "peers": lambda folder, scale: [
        *comparison.measure(folder, int(OPERATIONS * scale / 5)),
        *durable.measure(folder, max(1.0, SECONDS * scale / 4)),
    ],
    "odoo": lambda folder, scale: odoo.measure(folder, int(EVENTS * scale)),
    "recovery": lambda folder, scale: recovery.measure(folder, int(OPERATIONS * scale)),
}


def main(argv: list[str] | None = None) -> int:
    """Exit code 0 whatever the figures are: a benchmark informs."""
    parser = argparse.ArgumentParser(prog="brokersync bench", description=__doc__)
    parser.add_argument(
        "part", nargs="*", help=f"one or more of: {', '.join(PARTS)} (default: all)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a figure")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="share of the published amount of work (default 1)"
    )
    options = parser.parse_args(argv)
    for name in options.part:
        if name not in PARTS:
            parser.error(f"unknown part {name!r}; there are: {', '.join(PARTS)}")
    found: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="brokersync-bench-") as folder:
        for name in options.part or PARTS:
            print(f"measuring {name} …", file=sys.stderr, flush=True)
            try:
                figures = PARTS[name](Path(folder), options.scale)
            except (Problem, AssertionError, RuntimeError) as problem:
                print(f"{name} was not measured: {problem}", file=sys.stderr)
                continue
            found += figures
            if options.json:
                print("\n".join(figure.as_json() for figure in figures), flush=True)
    if not options.json:
        print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
