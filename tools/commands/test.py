"""`brokersync test`: set up and run every test, or the parts that are named."""

import argparse

from tools import installation, settings, stack
from tools.console import table
from tools.testing.result import Failures, Result
from tools.testing.suites import NEED_DATABASE, PARTS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of: {', '.join(PARTS)}")
    parser.add_argument(
        "-k", metavar="EXPRESSION", help="only tests whose name matches, as in pytest"
    )
    parser.add_argument("-x", action="store_true", help="stop a part at its first failure")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0 when every part is green."""
    unknown = set(arguments.parts) - set(PARTS)
    if unknown:
        print(
            f"brokersync: no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}"
        )
        return 2
    options = (["-k", arguments.k] if arguments.k else []) + (["-x"] if arguments.x else [])
    config = settings.load()
    parts = [name for name in PARTS if name in (arguments.parts or PARTS)]
    was_running = installation.server_running(config)
    try:
        with stack.changing(config):
            if NEED_DATABASE.intersection(parts):
                installation.ensure(config, attached=not was_running, tests=True)
            else:
                installation.ensure_test_tools(config)
        results = [PARTS[name](config, options) for name in parts]
    finally:
        if not was_running:
            stack.stop(config)
    return _conclude(results)


def _conclude(results: list[Result]) -> int:
    rows = [
        (
            result.part,
            "ok" if result.ok else "FAILED",
            result.passed,
            result.failed,
            result.skipped,
            round(result.seconds, 1),
        )
        for result in results
    ]
    print("\n" + table(rows, ("part", "result", "passed", "failed", "skipped", "seconds")))
    passed, failed, skipped = (
        sum(getattr(result, name) for result in results) for name in ("passed", "failed", "skipped")
    )
    failed += sum(result.broken for result in results)
    for result in results:
        _tell("FAILED", result.failures)
        _tell("UNSTEADY, failed at first and passed when run again", result.unsteady)
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    if not passed + failed + skipped:
        print("No test was run: nothing matches.")
        return 1
    return 0 if all(result.ok for result in results) else 1


def _tell(what: str, tests: Failures) -> None:
    """Once more at the end, where somebody looks who was not there."""
    for name, lines in tests.items():
        print(f"\n--- {what}: {name}", *lines, sep="\n")
