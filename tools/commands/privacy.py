"""`brokersync privacy reapply`: erasures that a restored backup has undone."""

import argparse

from tools import settings
from tools.console import console
from tools.odoo import program
from tools.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("reapply", help="run it after each restore, before anybody logs in")


def run(_arguments: argparse.Namespace) -> int:
    codes = reapply(settings.load())
    console.note(f"Erased again: {', '.join(codes)}" if codes else "Nobody has to be erased again")
    return 0


def reapply(config: Settings) -> list[str]:
    """Erase again, in the database as it was restored, who was erased since the backup; their codes."""
    codes: list[str] = program.ask(config, "privacy_reapply")["codes"]
    return codes
