"""``python -m matching_sidecar.tests.simulation``: many seeds, or the story of one."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections import Counter

from .story import simulate


def main() -> int:
    """Exit code 1 when a promise was broken; its seed is printed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1_000, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the first one")
    parser.add_argument("--seed", type=int, help="only this one, and tell its story")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    write = sys.stdout.write
    if arguments.seed is not None:
        story = simulate(arguments.seed)
        write("\n".join(story.happened) + f"\n{story.memory.refusals}\n")
        return 0
    happened: Counter[str] = Counter()
    acknowledged = 0
    started = time.monotonic()
    for seed in range(arguments.first, arguments.first + arguments.seeds):
        try:
            story = simulate(seed)
        except Exception:
            write(f"seed {seed} broke a promise\n")
            raise
        happened.update(story.happened)
        acknowledged += len(story.memory.acknowledged)
    seconds = time.monotonic() - started
    write(f"{arguments.seeds} seeds, {acknowledged} acknowledged commands, {seconds:.1f} s\n")
    for what, count in happened.most_common():
        write(f"{count:8d} {what}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
