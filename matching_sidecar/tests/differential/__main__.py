"""``python -m matching_sidecar.tests.differential --commands 1000000``: the engine and the naive
book on random commands; a difference is shrunk and shown as a case of the tables."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import zip_longest

from matching_sidecar.engine import engine as compiled
from matching_sidecar.model.events import Event

from .compare import Difference, check_seed, shrink
from .coverage import count, table
from .write import Writer

PER_SEED = 400


def run(seed: int) -> tuple[int, Counter[str], str]:
    """One seed: its number, what happened in it, the difference as text ("" when there is
    none)."""
    seen: list[Event] = []
    difference = check_seed(seed, PER_SEED, seen)
    return seed, count(seen), show(seed, shrink(difference)) if difference else ""


def show(seed: int, difference: Difference) -> str:
    """The shrunk case, and where the two part in its last command."""
    lines = [Writer().case(f"seed {seed}", difference.commands)]
    engine, naive = difference.engine, difference.naive
    if isinstance(engine, str) or isinstance(naive, str):
        return "\n".join([*lines, f"# engine: {engine}", f"# naive: {naive}"])
    for number, (found, expected) in enumerate(zip_longest(engine[0], naive[0])):
        if found != expected:
            lines.append(f"# report {number}: {apart(found, expected)}")
    for what, found, expected in zip(("phases", "books"), engine[1:], naive[1:], strict=True):
        if found != expected:
            lines.append(f"# {what}: engine {found}, naive {expected}")
    return "\n".join(lines)


def apart(found: Event | None, expected: Event | None) -> str:
    """The fields in which two reports differ; engine, then naive."""
    if found is None or expected is None or type(found) is not type(expected):
        return f"engine {found}, naive {expected}"
    return ", ".join(
        f"{name} {getattr(found, name)!r}, {getattr(expected, name)!r}"
        for name in found.__struct_fields__
        if getattr(found, name) != getattr(expected, name)
    )


def main() -> int:
    """Play the seeds; 1 when there was a difference."""
    parser = argparse.ArgumentParser(prog="differential", description=__doc__)
    parser.add_argument("--commands", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--most", type=int, default=3, help="stop after so many differences")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + -(-options.commands // PER_SEED))
    began, counts, found = time.monotonic(), Counter[str](), 0
    with ProcessPoolExecutor(options.processes) as pool:
        runs = pool.map(run, seeds) if options.processes > 1 else map(run, seeds)
        for seed, happened, text in runs:
            counts += happened
            if not seed % 250:
                print(f"{time.monotonic() - began:.0f} s: seed {seed}", file=sys.stderr)  # noqa: T201
            if text:
                print(text, end="\n\n", flush=True)  # noqa: T201
                found += 1
                if found >= options.most:
                    break
    took = time.monotonic() - began
    print(table(counts))  # noqa: T201
    print(  # noqa: T201
        f"{len(seeds) * PER_SEED} commands, seeds {seeds[0]} to {seeds[-1]}, engine {compiled.__file__}, "
        f"{took:.0f} s: {found} differences"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
