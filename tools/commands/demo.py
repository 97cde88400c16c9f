"""`brokersync demo`: from nothing to a trading session, then serve while trading goes on."""

import argparse
import json
from typing import Any

from tools import installation, session_service, settings, stack
from tools.commands import up
from tools.console import console, table
from tools.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=int, metavar="N", help="length of the trading session")
    parser.add_argument("--headless", action="store_true", help="stop after the session")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    parser.add_argument("--reset", action="store_true", help="forget earlier trading first")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0 only when every check of the session holds."""
    config = settings.load()
    try:
        if arguments.reset:
            _reset(config)
        up.start(config, attached=True)
        with console.step("Trading session"):
            result = session_service.hold(
                config, seconds=arguments.seconds, keep_trading=not arguments.headless
            )
        print(json.dumps(result) if arguments.json else _report(result), flush=True)
        if not arguments.headless:
            console.note(f"\n{up.addresses(config)}\n")
            up.serve(config)
    finally:
        stack.stop(config)
    return 0 if all(check["passed"] for check in result["checks"]) else 1


def _reset(config: Settings) -> None:
    """The database server must run to drop the database; a first run has nothing to forget."""
    if not (config.home / "database.json").exists():
        return
    with stack.changing(config):
        installation.ensure(config, attached=True)
        stack.reset(config)


def _report(result: dict[str, Any]) -> str:
    figures = [
        (figure["name"], _text(figure["value"]), figure.get("unit", ""))
        for figure in result["figures"]
    ]
    checks = [
        ("✓" if check["passed"] else "✗", check["name"], check.get("detail", ""))
        for check in result["checks"]
    ]
    return f"\n{table(figures)}\n\n{table(checks)}"


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
