"""Measure BrokerSync on this machine: every figure beside its goal."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tools.bench import baseline, machine, report
from tools.bench.figures import Figure, table
from tools.bench.parts import LONGER, PARTS, Amount
from tools.errors import Problem


def main(argv: list[str] | None = None) -> int:
    """Exit code 0 whatever the figures are, a benchmark informs; 1 when `--compare` finds one twice as bad as it
    was."""
    parser = _parser()
    options = parser.parse_args(argv)
    known = PARTS | LONGER
    names = list(known) if options.part == ["all"] else options.part or list(PARTS)
    for name in names:
        if name not in known:
            parser.error(f"unknown part {name!r}; there are: {', '.join(known)}")
    if options.compare or options.remember:
        return baseline.main(options.compare, options.remember)
    print(machine.words(), file=sys.stderr)
    measured = {}
    with tempfile.TemporaryDirectory(prefix="brokersync-bench-") as folder:
        amount = Amount(options.scale, options.minutes, options.kills)
        for name in names:
            figures = measured[name] = _measure(name, Path(folder), amount)
            if options.json:
                print("\n".join(figure.as_json() for figure in figures), flush=True)
            if options.write:
                report.write(options.write, {name: figures}, list(known))
    if not options.json:
        print(table([figure for figures in measured.values() for figure in figures]))
    return 0


def _measure(name: str, folder: Path, amount: Amount) -> list[Figure]:
    """The figures of a part; one that cannot be measured is named."""
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    try:
        return (PARTS | LONGER)[name](folder, amount)
    except (Problem, AssertionError, RuntimeError) as problem:
        print(f"{name} was not measured: {problem}", file=sys.stderr)
        return [Figure(name=name, value=None, unit="", note=f"not measured: {problem}")]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="brokersync bench",
        description=__doc__,
        epilog=f"parts: {', '.join(PARTS)} (these when none is named); {', '.join(LONGER)}; all",
    )
    parser.add_argument("part", nargs="*", help="what to measure")
    parser.add_argument("--json", action="store_true", help="print one JSON object a figure")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="share of the published amount of work (default 1)"
    )
    parser.add_argument(
        "--minutes", type=float, default=10.0, help="how long `soak` watches (default 10)"
    )
    parser.add_argument(
        "--kills", type=int, default=20, help="how often `ha` kills each kind (default 20)"
    )
    parser.add_argument(
        "--write",
        type=Path,
        metavar="FILE",
        help="show the figures in FILE (docs/performance.md), each part when it is measured",
    )
    parser.add_argument(
        "--compare", type=Path, metavar="FILE", help="a short run; 1 when half as good as in FILE"
    )
    parser.add_argument(
        "--remember", type=Path, metavar="FILE", help="a short run, kept in FILE for --compare"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
