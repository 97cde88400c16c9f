"""`brokersync status`: what runs, where, since when."""

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime

from tools import settings, stack
from tools.console import table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object a part")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0 when every part runs, 3 when one does not."""
    parts = stack.status(settings.load())
    if arguments.json:
        for part in parts:
            print(json.dumps(asdict(part)))
    else:
        rows = [
            (part.name, part.state, part.pid or "", part.address, _time(part.since))
            for part in parts
        ]
        print(table(rows, ("part", "state", "pid", "address", "since")))
    return 0 if all(part.state in ("running", "given") for part in parts) else 3


def _time(value: float | None) -> str:
    return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M:%S} UTC" if value else ""
