"""What a replay does with a recording and what it finds, however the orders travel."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from matching_sidecar.model.reference import AccountRow, FirmRow, InstrumentRow, ReferenceRow
from tools.replay import lobster
from tools.replay.lobster import Depth, Levels
from tools.replay.market import MAKER, TAKER, Market

SYMBOL = "REPLAY"
ROWS: list[ReferenceRow] = [
    FirmRow("REPLAY", 1),
    AccountRow(MAKER, 2, "REPLAY"),
    AccountRow(TAKER, 3, "REPLAY"),
    InstrumentRow(SYMBOL, 4, "REPLAY", 1, 10_000),
]
SHOWN = 5


@dataclass
class Result:
    """What a replay found.

    ``orders`` are those sent; ``taken_over`` levels came from the record.
    """

    messages: int = 0
    compared: int = 0
    equal: int = 0
    orders: int = 0
    taken_over: int = 0
    seconds: float = 0.0

    def words(self, check: bool) -> str:
        """For people."""
        rate = self.orders / self.seconds
        lines = [
            f"{self.messages:,} messages, {self.orders:,} orders through gateway, journal and engine",
            f"{self.seconds:.2f} s, {rate:,.0f} orders/s",
            f"{self.taken_over} levels came into the recorded window from outside",
        ]
        if check:
            lines.append(f"{self.compared:,} visible events compared with the recorded depth")
            lines.append(f"{self.equal:,} equal")
        return "\n".join(lines)


def walk(path: Path, market: Market) -> Iterator[tuple[int, bool, Depth]]:
    """Have a market do what the messages of ``path`` say: after each its number, whether it was a visible one, and the
    recorded depth."""
    before = None
    for number, (message, depth) in enumerate(lobster.read(path), 1):
        if before is None:
            before = lobster.before_first(message, depth)
            market.enter_window(None, before)
        visible = message.kind in lobster.VISIBLE
        if visible:
            market.apply(message)
        market.enter_window(before, depth)
        before = depth
        yield number, visible, depth


def compare(result: Result, line: int, book: tuple[Levels, Levels], depth: Depth) -> None:
    """Count a comparison; the first few differences are printed."""
    result.compared += 1
    result.equal += book == tuple(depth)
    if result.compared - result.equal in range(1, SHOWN) and book != tuple(depth):
        print(f"line {line}: {_difference(book, depth)}", file=sys.stderr)


def _difference(book: tuple[Levels, Levels], depth: Depth) -> str:
    words = []
    for name, ours, recorded in zip(("bid", "ask"), book, depth, strict=True):
        for price in sorted(ours.keys() | recorded.keys()):
            if ours.get(price, 0) != recorded.get(price, 0):
                words.append(
                    f"{name} {price / 10_000}: book {ours.get(price, 0)}, "
                    f"recorded {recorded.get(price, 0)}"
                )
    return "; ".join(words)
