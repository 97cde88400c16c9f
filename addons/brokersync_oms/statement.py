"""A statement of account: what the fills of a period did to positions. No database; money in points."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .const import OTHER_SIDE
from .position_math import Position


@dataclass(frozen=True)
class Fill:
    """A trade, a cancelled trade or a corrected one (`exec_type`), as it was told at `ts`.

    `key` names the event, `ref` the trade that a cancel or a correction changes.
    """

    key: Hashable
    ref: Hashable
    ts: int
    exec_type: str
    instrument: Hashable
    side: str
    qty: int
    px: Decimal


@dataclass
class Line:
    """One instrument: position at the begin and at the end of the period, and the lots bought and sold in it."""

    opening: Position = field(default_factory=Position)
    closing: Position = field(default_factory=Position)
    bought: int = 0
    sold: int = 0

    @property
    def realized(self) -> Decimal:
        """Points that lots closed in the period have earned."""
        return self.closing.realized - self.opening.realized

    @property
    def moved(self) -> bool:
        """Whether there is anything to say: lots held, or lots traded."""
        return bool(self.opening.net_qty or self.closing.net_qty or self.bought or self.sold)


def fold(fills: Iterable[Fill], start: int) -> dict[Hashable, Line]:
    """Lines by instrument for the period that begins at `start` (same unit as `Fill.ts`) and ends with the last fill.

    `fills` come in the order of their events, from the very first one on.
    """
    lines: dict[Hashable, Line] = {}
    prices: dict[Hashable, Decimal] = {}
    for fill in fills:
        line = lines.setdefault(fill.instrument, Line())
        undone = prices.get(fill.ref, fill.px)
        if fill.exec_type != "trade":
            line.closing.fill(OTHER_SIDE[fill.side], fill.qty, undone)
        if fill.exec_type != "trade_cancel":
            line.closing.fill(fill.side, fill.qty, fill.px)
        prices[fill.key if fill.exec_type == "trade" else fill.ref] = fill.px
        if fill.ts < start:
            line.opening = replace(line.closing)
            continue
        lots = {"trade": fill.qty, "trade_cancel": -fill.qty}.get(fill.exec_type, 0)
        if fill.side == "buy":
            line.bought += lots
        else:
            line.sold += lots
    return lines
