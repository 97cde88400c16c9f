"""The order flow as every book understands it, and what a measurement of one gives."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

ENTER, TAKE, CANCEL = 0, 1, 2


class Step(NamedTuple):
    """One operation. ``kind``: rest a limit order, take what is there up to a price (the rest is cancelled), or
    cancel order number ``target``. Prices in ticks, quantities in lots, accounts from 1.
    """

    kind: int
    number: int
    account: int
    buy: bool
    qty: int
    price: int
    target: int


Call = tuple[Any, tuple[Any, ...]]
"""A callable and its arguments."""


class Adapter(Protocol):
    """What a module in ``adapters`` offers."""

    def calls(self, flow: list[Step]) -> list[Call]:
        """A new book and the calls that do what the flow says."""

    def lots(self, result: Any) -> int:
        """Lots traded, by what a call returned."""


@dataclass(frozen=True)
class Measured:
    """``seconds`` for all operations, median and 99th percentile of a call in nanoseconds, lots traded by operation."""

    operations: int
    seconds: float
    p50: float
    p99: float
    lots: list[int]


def write(path: Path, flow: Iterable[Step]) -> None:
    """A file that ``read`` reads."""
    path.write_text(json.dumps(list(flow)))


def read(path: Path) -> list[Step]:
    """The flow in a file."""
    return [Step(*row) for row in json.loads(path.read_text())]
