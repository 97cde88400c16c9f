"""`brokersync setup`: install what is missing, stop again."""

import argparse

from tools import installation, settings, stack
from tools.console import console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tests", action="store_true", help="also what the tests need")


def run(arguments: argparse.Namespace) -> int:
    config = settings.load()
    with stack.changing(config):
        was_running = installation.server_running(config)
        try:
            installation.ensure(config, attached=not was_running, tests=arguments.tests)
        finally:
            if not was_running:
                stack.stop(config)
    console.note(f"Everything is installed in {config.home}")
    return 0
