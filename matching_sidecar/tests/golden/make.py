"""``python -m matching_sidecar.tests.golden.make FOLDER``: a golden journal of this version.

Made once, at a release, and kept for ever. The flow is the fuzz's, in which everything the release
knows happens; that of 0.1.0 knew limit and market orders.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from matching_sidecar.journal.local import LocalJournal
from matching_sidecar.model.commands import Command
from matching_sidecar.tests.differential.generate import Trader
from matching_sidecar.tests.subjects import Naive

from .summary import summarize

SEED, COMMANDS = 27, 3_000


def commands() -> Iterator[Command]:
    """Random commands; the naive book goes along, because the next ones depend on it."""
    naive = Naive()
    for command in Trader(SEED, naive.exchange).commands(COMMANDS):
        naive.apply(command)
        yield command


def main(folder: Path) -> None:
    """Write the journal in commits of different sizes and segments, and what it gives."""
    journal = LocalJournal(folder, segment_bytes=60_000)
    list(journal.replay())
    dice, waiting = random.Random(1), []
    for command in commands():
        waiting.append(command)
        if dice.random() < 0.2:
            journal.append(waiting)
            waiting = []
    journal.append(waiting)
    journal.close()
    (folder / "lock").unlink()
    expected = json.dumps(summarize(folder), indent=2)
    (folder / "lock").unlink()
    (folder / "expected.json").write_text(expected + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
