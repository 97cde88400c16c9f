"""``python -m matching_sidecar.tests.golden.make FOLDER``: a golden journal of this version.

Made once, at a release, and kept for ever.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from matching_sidecar.journal.local import LocalJournal
from matching_sidecar.model.commands import (
    CancelOrder,
    Command,
    NewOrder,
    ReplaceOrder,
    SetKillSwitch,
    SetSession,
    UpdateReference,
)
from matching_sidecar.model.reference import AccountRow, FirmRow, InstrumentRow

from .summary import summarize

ACCOUNTS = ("NORD-01", "NORD-02", "ALPS-01", "HOUSE-MM1")
START = 1_790_000_000_000_000_000


def commands() -> Iterator[Command]:
    """Everything the first release knew: limits, throttles, sessions and the kill switch too."""
    yield UpdateReference(0, [FirmRow("NORD", 1), FirmRow("ALPS", 1), FirmRow("HOUSE", 1)])
    yield UpdateReference(
        0,
        [
            AccountRow("NORD-01", 2, "NORD", max_order_qty=9, position_limit=60),
            AccountRow("NORD-02", 2, "NORD", rate=20),
            AccountRow("ALPS-01", 2, "ALPS", products=("CL",)),
            AccountRow("HOUSE-MM1", 2, "HOUSE", house=True),
            InstrumentRow("CLF27", 2, "CL", 1, 100, multiplier=1000.0, band_pct=5.0),
            InstrumentRow("NGF27", 2, "NG", 1, 1000, lot=2, negative_price=True),
        ],
    )
    dice = random.Random(27)
    for number in range(3_000):
        yield _one(dice, number)


def _one(dice: random.Random, number: int) -> Command:
    account, draw = dice.choice(ACCOUNTS), dice.random()
    known = f"{account}-{dice.randrange(max(number, 1))}"
    if draw < 0.01:
        return SetSession(0, dice.choice(("*", "CLF27")), dice.choice((1, 2, 3, 1)))
    if draw < 0.02:
        return SetKillSwitch(0, "account", account, on=dice.random() < 0.4)
    if draw < 0.22:
        return CancelOrder(0, account, f"c{number}", known)
    symbol = dice.choice(("CLF27", "CLF27", "NGF27"))
    price = 6_000 + dice.randrange(-12, 13)
    if draw < 0.32:
        return ReplaceOrder(0, account, f"r{number}", known, symbol, dice.randrange(1, 12), price)
    ord_type = 1 if draw > 0.92 else 2
    tif = dice.choice((3, 4)) if ord_type == 1 else dice.choice((0, 1, 1, 3, 4))
    return NewOrder(
        0, account, f"{account}-{number}", symbol, dice.choice((1, 2)), ord_type, tif,
        dice.randrange(1, 12), price, "golden",
    )  # fmt: skip


def main(folder: Path) -> None:
    """Write the journal in commits of different sizes and segments, and what it gives."""
    journal = LocalJournal(folder, segment_bytes=60_000)
    list(journal.replay())
    dice, waiting = random.Random(1), []
    for number, command in enumerate(commands()):
        command.ts = START + number * 40_000_000
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
