"""`brokersync keys rotate`: a new key for encrypted fields, and every value sealed with it."""

import argparse

from tools import settings
from tools.console import console
from tools.odoo import data_keys, program


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    rotate = actions.add_parser("rotate", help="make a new key and seal everything with it")
    rotate.add_argument(
        "--resume", action="store_true", help="finish an interrupted rotation: make no new key"
    )


def run(arguments: argparse.Namespace) -> int:
    config = settings.load()
    if not arguments.resume:
        console.note(f"The active key is now {data_keys.add(config)}; older keys still open")
    for field, count in program.ask(config, "keys_rotate").items():
        console.note(f"{field}: {count:,} values sealed anew")
    return 0
