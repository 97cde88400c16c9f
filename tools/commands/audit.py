"""`brokersync audit verify`: walk through the audit log's hash chain."""

import argparse

from tools import settings
from tools.console import console
from tools.odoo import program


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("verify", help="exit code 0 when every row is as it was written, 4 when not")


def run(_arguments: argparse.Namespace) -> int:
    result = program.ask(settings.load(), "audit_verify")
    if result["state"] == "whole":
        console.note(f"The audit log is whole: {result['rows']:,} rows, last hash {result['hash']}")
        return 0
    console.note("The audit log is broken:")
    for finding in result["findings"].splitlines():
        console.note(f"  {finding}")
    return 4
