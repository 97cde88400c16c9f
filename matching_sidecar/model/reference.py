"""Reference data as Odoo sends it: firms, accounts, instruments.

A limit of 0 means no limit.
"""

import datetime as dt
from typing import ClassVar

import msgspec

from .enums import STP_MODES, STP_SCOPES


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

    ``rate`` is new orders per second; ``position_limits`` overrides by symbol. ``stp`` is the
    self-trade prevention of orders that do not say (see ``enums.STP_MODES``), among the orders of
    the same account, trader or firm as ``stp_scope`` says.
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
    stp: str = ""
    stp_scope: str = "account"

    def __post_init__(self) -> None:
        """Refuse settings the engine does not know.

        Raises:
            ValueError: ``stp`` or ``stp_scope`` is not one of the names.
        """
        if self.stp not in STP_MODES or self.stp_scope not in STP_SCOPES:
            raise ValueError(f"account {self.code}: unknown stp {self.stp!r} or {self.stp_scope!r}")


class Leg(msgspec.Struct, array_like=True, frozen=True):
    """One leg of a spread: ``ratio`` lots of ``symbol`` a lot of the spread, below 0 sold when the
    spread is bought."""

    symbol: str
    ratio: int


class InstrumentRow(
    msgspec.Struct, tag_field="kind", tag="instrument", frozen=True, forbid_unknown_fields=True
):
    """A tradable instrument.

    Tick = ``tick_num / tick_den`` price units; ``multiplier`` money per price unit and lot.
    Bands in per cent: ``band_pct`` around the last trade (orders beyond are refused),
    ``limit_pct`` around the reference price (the day's limits), ``halt_pct`` around the last trade
    (a trade beyond starts a volatility halt of ``halt_seconds``). ``calendar`` names the trading
    calendar, "" trades always; the minutes are the lengths of the phases around its sessions.
    ``expiry`` is the last trading day, ISO 8601. ``legs`` make it a calendar spread.
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
    limit_pct: float = 0.0
    halt_pct: float = 0.0
    halt_seconds: int = 120
    calendar: str = ""
    pre_open_minutes: int = 0
    opening_auction_minutes: int = 0
    closing_auction_minutes: int = 0
    expiry: str = ""
    legs: tuple[Leg, ...] = ()

    MAX_TICKS: ClassVar[int] = 10**12

    def __post_init__(self) -> None:
        """Refuse definitions that cannot be traded.

        Raises:
            ValueError: tick or lot is not positive, a number is not finite, a length below zero,
                ``expiry`` no date, or legs that are not one bought and one sold.
        """
        if self.tick_num <= 0 or self.tick_den <= 0 or self.lot <= 0:
            raise ValueError(f"instrument {self.code}: tick_num, tick_den and lot must be positive")
        for name in ("multiplier", "band_pct", "limit_pct", "halt_pct", "reference_price"):
            value = getattr(self, name)
            if value is not None and not abs(value) < 1e15:
                raise ValueError(f"instrument {self.code}: {name} must be finite")
        for name in ("pre_open_minutes", "opening_auction_minutes", "closing_auction_minutes"):
            if getattr(self, name) < 0:
                raise ValueError(f"instrument {self.code}: {name} must not be below 0")
        if self.legs and sorted(leg.ratio for leg in self.legs) != [-1, 1]:
            raise ValueError(f"instrument {self.code}: a spread has two legs, of ratio 1 and -1")
        if self.expiry:
            try:
                dt.date.fromisoformat(self.expiry)
            except ValueError as error:
                raise ValueError(f"instrument {self.code}: expiry: {error}") from None

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
