"""Reference data as Odoo sends it: firms, accounts, instruments.

A limit of 0 means no limit.
"""

from typing import ClassVar

import msgspec


class FirmRow(
    msgspec.Struct, tag_field="kind", tag="firm", frozen=True, forbid_unknown_fields=True
):
    """A client firm.

    Quantities in lots; ``max_notional`` per order in whole currency units.
    """

    code: str
    version: int
    active: bool = True
    max_order_qty: int = 0
    max_notional: int = 0
    position_limit: int = 0


class AccountRow(
    msgspec.Struct, tag_field="kind", tag="account", frozen=True, forbid_unknown_fields=True
):
    """A trading account.

    ``rate`` is new orders per second; ``position_limits`` overrides by symbol.
    """

    code: str
    version: int
    firm: str
    active: bool = True
    products: tuple[str, ...] = ("*",)
    max_order_qty: int = 0
    max_notional: int = 0
    position_limit: int = 0
    position_limits: dict[str, int] = {}
    rate: int = 0
    currency: str = "USD"
    house: bool = False


class InstrumentRow(
    msgspec.Struct, tag_field="kind", tag="instrument", frozen=True, forbid_unknown_fields=True
):
    """A tradable instrument.

    Tick = ``tick_num / tick_den`` price units; ``multiplier`` money per price unit and lot.
    """

    code: str
    version: int
    product: str
    tick_num: int
    tick_den: int
    active: bool = True
    lot: int = 1
    max_order_qty: int = 0
    multiplier: float = 1.0
    currency: str = "USD"
    band_pct: float = 0.0
    reference_price: float | None = None
    negative_price: bool = False

    MAX_TICKS: ClassVar[int] = 10**12

    def __post_init__(self) -> None:
        """Refuse definitions that cannot be traded.

        Raises:
            ValueError: tick or lot is not positive, or a number is not finite.
        """
        if self.tick_num <= 0 or self.tick_den <= 0 or self.lot <= 0:
            raise ValueError(f"instrument {self.code}: tick_num, tick_den and lot must be positive")
        for name in ("multiplier", "band_pct", "reference_price"):
            value = getattr(self, name)
            if value is not None and not abs(value) < 1e15:
                raise ValueError(f"instrument {self.code}: {name} must be finite")

    def to_ticks(self, price: float) -> int | None:
        """Ticks of a price, or None when it is not a multiple of the tick."""
        ticks = round(price * self.tick_den / self.tick_num)
        exact = ticks * self.tick_num / self.tick_den
        if abs(exact - price) > 1e-9 * max(1.0, abs(price)) or abs(ticks) > self.MAX_TICKS:
            return None
        return ticks

    def to_price(self, ticks: int) -> float:
        """Price of a number of ticks, correctly rounded."""
        return ticks * self.tick_num / self.tick_den


ReferenceRow = FirmRow | AccountRow | InstrumentRow
