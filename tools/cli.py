"""The command line: one subcommand, one module in tools/commands/."""

import argparse
import signal
import sys
from importlib import import_module
from types import FrameType, ModuleType

from tools.errors import Problem
from tools.run import stop_children
from tools.settings import VARIABLES

COMMANDS = {
    "demo": "set up, start everything, run a trading session, keep serving",
    "test": "set up and run every test",
    "setup": "install what is missing",
    "up": "start PostgreSQL, Odoo and the sidecar",
    "down": "stop them",
    "status": "what runs, where, since when",
    "bench": "measure speed, figure beside goal",
    "replay": "replay recorded order flow and compare the book; --until: the books of a past moment",
    "audit": "verify the audit log: nothing changed, removed, inserted or cut off",
    "privacy": "after restoring a backup: erase again who was erased since",
    "keys": "replace the key of encrypted fields",
    "doctor": "what is wrong with this machine and how to mend it",
}
PASSED_ON = {"bench", "replay"}  # their own programs read their arguments, --help included


def main(arguments: list[str]) -> int:
    """Run the command; the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):  # also when a script started us with `&`
        signal.signal(number, _interrupt)
    try:
        if arguments and arguments[0] in PASSED_ON:
            code: int = _module(arguments[0]).run(arguments[1:])
        else:
            chosen = _parser().parse_args(arguments)
            code = _module(chosen.command).run(chosen)
    except Problem as problem:
        print(f"brokersync: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        stop_children()
        return 130
    return code


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _module(command: str) -> ModuleType:
    return import_module(f"tools.commands.{command}")


def _parser() -> argparse.ArgumentParser:
    width = max(map(len, VARIABLES))
    settings = "\n".join(
        f"  {name:{width}}  {meaning}{f' [{default}]' if default else ''}"
        for name, (default, meaning) in VARIABLES.items()
    )
    parser = argparse.ArgumentParser(
        prog="./brokersync",
        description="BrokerSync: a brokerage desk for commodities on Odoo 19.",
        epilog=f"settings (environment variables):\n{settings}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=f"{summary.capitalize()}.")
        if name not in PASSED_ON:
            _module(name).add_arguments(command)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
