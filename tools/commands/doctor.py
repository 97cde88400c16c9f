"""`brokersync doctor`: what is wrong with this machine and how to mend it."""

import argparse
import json
from dataclasses import asdict

from tools import settings
from tools.console import table
from tools.doctor import home, machine, programs
from tools.doctor.check import Check, State
from tools.settings import Settings

CHECKS = [
    machine.python,
    machine.memory,
    machine.disk,
    machine.disk_sync,
    machine.clock,
    machine.file_limit,
    programs.tools,
    programs.rights,
    programs.odoo,
    programs.postgres,
    programs.environments,
    programs.engine,
    programs.browser,
    home.leftovers,
    home.secrets,
]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object a check")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0 when nothing is wrong."""
    results = examine(settings.load())
    if arguments.json:
        for result in results:
            print(json.dumps(asdict(result)))
    else:
        rows = [(result.name, str(result.state), result.finding) for result in results]
        print(table(rows, ("check", "state", "finding")))
        mends = [f"{result.name}: {result.mend}" for result in results if result.mend]
        print("\n" + "\n".join(mends) if mends else "\nNothing to mend.")
    return 1 if any(result.state is State.BAD for result in results) else 0


def examine(config: Settings) -> list[Check]:
    return [*(check(config) for check in CHECKS), *home.free_ports(config)]
