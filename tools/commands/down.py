"""`brokersync down`: stop everything."""

import argparse

from tools import settings, stack
from tools.console import console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # none


def run(arguments: argparse.Namespace) -> int:
    del arguments
    with console.step("Stopping"):
        stopped = stack.stop(settings.load())
    console.note(f"Stopped: {', '.join(stopped)}" if stopped else "Nothing was running.")
    return 0
