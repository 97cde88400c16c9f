"""Replay recorded order flow and compare the book with the recorded depth."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from matching_sidecar.model.reference import AccountRow, FirmRow, InstrumentRow, ReferenceRow
from tools.lab.sidecar import LabSidecar
from tools.replay import lobster
from tools.replay.market import MAKER, TAKER, Market
from tools.replay.venue import RestVenue

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
            f"{self.seconds:.2f} s, {rate:,.0f} orders/s, one after the other",
            f"{self.taken_over} levels came into the recorded window from outside",
        ]
        if check:
            lines.append(f"{self.compared:,} visible events compared with the recorded depth")
            lines.append(f"{self.equal:,} equal")
        return "\n".join(lines)


def replay(path: Path, sidecar: LabSidecar, check: bool) -> Result:
    """Send the messages of ``path`` to a sidecar; with ``check``, compare after every visible
    one."""
    venue = RestVenue(sidecar.port, sidecar.signer.token(), SYMBOL)
    market, result, before = Market(venue), Result(), None
    started = time.monotonic()
    for message, depth in lobster.read(path):
        if before is None:
            before = lobster.before_first(message, depth)
            market.enter_window(None, before)
        result.messages += 1
        visible = message.kind in lobster.VISIBLE
        if visible:
            market.apply(message)
        market.enter_window(before, depth)
        before = depth
        if visible and check:
            result.compared += 1
            levels = max(len(depth.buy), len(depth.sell))
            book = venue.depth(levels)
            result.equal += book == (depth.buy, depth.sell)
            if result.compared - result.equal in range(1, SHOWN) and book != tuple(depth):
                print(f"line {result.messages}: {_difference(book, depth)}", file=sys.stderr)
    result.seconds = time.monotonic() - started
    result.orders, result.taken_over = market.sent, market.taken_over
    return result


def _difference(book: tuple[lobster.Levels, lobster.Levels], depth: lobster.Depth) -> str:
    words = []
    for name, ours, recorded in zip(("bid", "ask"), book, depth, strict=True):
        for price in sorted(ours.keys() | recorded.keys()):
            if ours.get(price, 0) != recorded.get(price, 0):
                words.append(
                    f"{name} {price / 10_000}: book {ours.get(price, 0)}, "
                    f"recorded {recorded.get(price, 0)}"
                )
    return "; ".join(words)


def main(argv: list[str] | None = None) -> int:
    """Exit code 0 when every comparison was equal, 1 when not, 2 for a file that is not there."""
    parser = argparse.ArgumentParser(prog="brokersync replay", description=__doc__)
    parser.add_argument(
        "path", type=Path, help="folder with the recorded files, or the message file"
    )
    parser.add_argument("--format", choices=["lobster"], default="lobster")
    parser.add_argument("--check", action="store_true", help="compare the book after every event")
    parser.add_argument("--durability", choices=["process", "disk"], default="process")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    options = parser.parse_args(argv)
    try:
        lobster.find(options.path)
    except FileNotFoundError as error:
        print(f"replay: {error}", file=sys.stderr)
        return 2
    with (
        tempfile.TemporaryDirectory(prefix="brokersync-replay-") as folder,
        LabSidecar(Path(folder), ROWS, options.durability) as sidecar,
    ):
        result = replay(options.path, sidecar, options.check)
    print(json.dumps(asdict(result)) if options.json else result.words(options.check))
    return 0 if result.equal == result.compared else 1


if __name__ == "__main__":
    sys.exit(main())
