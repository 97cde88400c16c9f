"""How fills become a position: average price method, exact decimal arithmetic, no database.

Money here is in *points*: price units times lots. One point is worth the instrument's multiplier in its currency.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

ZERO = Decimal(0)
CENT_OF_A_POINT = Decimal("1E-8")


@dataclass
class Position:
    """Open lots (short is negative), what they cost and what closed lots have earned, both in points.

    `cost` has the sign of `net_qty`. Closing takes a share of the cost, rounded to 1e-8 points; what is taken from the
    cost goes to the result, so cash flow = realized - cost holds exactly after any number of fills.
    """

    net_qty: int = 0
    cost: Decimal = ZERO
    realized: Decimal = ZERO

    @property
    def avg_px(self) -> Decimal:
        """Average price of the open lots; 0 when flat."""
        return self.cost / self.net_qty if self.net_qty else ZERO

    def fill(self, side: str, qty: int, px: Decimal) -> None:
        """Apply a fill of `qty` lots at `px`: close the opposite lots first, then open what remains."""
        signed = qty if side == "buy" else -qty
        closing = min(qty, abs(self.net_qty)) if self.net_qty * signed < 0 else 0
        if closing:
            self._close(closing, px)
        opening = qty - closing
        if opening:
            opened = opening if signed > 0 else -opening
            self.net_qty += opened
            self.cost += opened * px

    def _close(self, qty: int, px: Decimal) -> None:
        closed = qty if self.net_qty > 0 else -qty
        share = (
            self.cost
            if closed == self.net_qty
            else (self.cost * closed / self.net_qty).quantize(
                CENT_OF_A_POINT,
                ROUND_HALF_EVEN,
            )
        )
        self.realized += closed * px - share
        self.cost -= share
        self.net_qty -= closed

    def unrealized(self, last_px: Decimal) -> Decimal:
        """Points the open lots would earn at `last_px`."""
        return self.net_qty * last_px - self.cost
