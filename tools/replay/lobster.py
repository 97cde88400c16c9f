"""Reading LOBSTER files: a message file and the depth after each message.

Format: https://lobsterdata.com/info/DataStructure.php. Prices are dollars times
10,000; a level that does not exist has price 9999999999 (ask)
or -9999999999 (bid).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

NEW, REDUCE, DELETE, EXECUTE, EXECUTE_HIDDEN, CROSS, HALT = 1, 2, 3, 4, 5, 6, 7
VISIBLE = (NEW, REDUCE, DELETE, EXECUTE)
_NO_LEVEL = 9_999_999_999

Side = Literal["buy", "sell"]
Levels = dict[int, int]


class Message(NamedTuple):
    """One line of the message file.

    ``side`` is that of the resting order.
    """

    time: str
    kind: int
    order_id: int
    size: int
    price: int
    side: Side


class Depth(NamedTuple):
    """Recorded levels after a message: price to size, for each side."""

    buy: Levels
    sell: Levels

    def side(self, side: Side) -> Levels:
        return self.buy if side == "buy" else self.sell

    def hides(self, side: Side, price: int) -> bool:
        """Whether a price is too far from the market to be recorded."""
        if side == "buy":
            return price < min(self.buy)
        return price > max(self.sell)


def find(path: Path) -> tuple[Path, Path]:
    """The message file and the order book file of a path: a folder with the pair, or the message
    file.

    Raises:
        FileNotFoundError: one of the two is missing; the text says which.
    """
    if path.is_dir():
        found = sorted(path.glob("*_message_*.csv"))
        if not found:
            raise FileNotFoundError(f"{path}: no file named *_message_*.csv")
        path = found[0]
    book = path.with_name(path.name.replace("_message_", "_orderbook_"))
    for file in (path, book):
        if not file.is_file():
            raise FileNotFoundError(f"{file}: not found")
    return path, book


def read(path: Path) -> Iterator[tuple[Message, Depth]]:
    """Messages with the depth after each."""
    message_file, book_file = find(path)
    with message_file.open(newline="") as messages, book_file.open(newline="") as books:
        for message, book in zip(csv.reader(messages), csv.reader(books), strict=True):
            time, kind, order_id, size, price, direction = message
            side: Side = "buy" if direction == "1" else "sell"
            yield (
                Message(time, int(kind), int(order_id), int(size), int(price), side),
                _depth([int(number) for number in book]),
            )


def _depth(numbers: list[int]) -> Depth:
    asks = zip(numbers[0::4], numbers[1::4], strict=True)
    bids = zip(numbers[2::4], numbers[3::4], strict=True)
    return Depth(
        {price: size for price, size in bids if price != -_NO_LEVEL},
        {price: size for price, size in asks if price != _NO_LEVEL},
    )


def before_first(message: Message, depth: Depth) -> Depth:
    """The depth before the first message: the recorded one without the order the message adds."""
    levels = Depth(dict(depth.buy), dict(depth.sell))
    if message.kind == NEW:
        side = levels.side(message.side)
        side[message.price] -= message.size
        if not side[message.price]:
            del side[message.price]
    return levels
