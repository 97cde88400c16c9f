"""An instrument as an agent needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SPACING = 0.0005
"""Distance between two levels of a maker's ladder, as a fraction of the price."""


@dataclass(frozen=True)
class Contract:
    """Prices here are ticks; ``price`` gives the number the protocol wants. Quantities in lots."""

    symbol: str
    product: str
    tick_num: int
    tick_den: int
    lot: int
    multiplier: float
    max_order_qty: int
    band_pct: float
    reference_price: float

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Contract":
        """From a row of ``GET /v1/instruments``."""
        return cls(**{name: row[name] for name in cls.__dataclass_fields__})

    @property
    def value(self) -> float:
        """Money one lot is worth at the reference price."""
        return self.reference_price * self.multiplier

    @property
    def spacing(self) -> int:
        """Ticks between two levels of a ladder."""
        return max(1, round(SPACING * self.ticks(self.reference_price)))

    def ticks(self, price: float) -> float:
        """A price in ticks, not rounded."""
        return price * self.tick_den / self.tick_num

    def price(self, ticks: int) -> float:
        """The price of a whole number of ticks, as the sidecar computes it."""
        return ticks * self.tick_num / self.tick_den
