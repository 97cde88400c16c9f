"""An instrument as the engine sees it: its definition, its trading status, its book and its last
trade."""

from __future__ import annotations

from ..model.enums import BUY, OPEN
from ..model.reference import InstrumentRow
from .book import Book


class InstrumentState:
    """Prices in ticks.

    ``tick_value`` is money per tick and lot; ``band_bp`` the price band in basis points (0:
    none). What every order is checked against is copied from ``row``.
    """

    __slots__ = (
        "active",
        "band_bp",
        "book",
        "last_price",
        "last_qty",
        "lot",
        "max_order_qty",
        "negative_price",
        "product",
        "reference",
        "row",
        "status",
        "symbol",
        "tick_den",
        "tick_num",
        "tick_value",
        "volume",
    )

    def __init__(self, row: InstrumentRow) -> None:
        self.book = Book()
        self.status = OPEN
        self.last_price: int | None = None
        self.last_qty = 0
        self.volume = 0
        self.define(row)

    def define(self, row: InstrumentRow) -> None:
        """Take over a definition."""
        self.row = row
        self.symbol = row.code
        self.product = row.product
        self.active = row.active
        self.lot = row.lot
        self.max_order_qty = row.max_order_qty
        self.negative_price = row.negative_price
        self.tick_num = row.tick_num
        self.tick_den = row.tick_den
        self.tick_value = row.multiplier * row.tick_num / row.tick_den
        self.band_bp = round(row.band_pct * 100)
        price = row.reference_price
        self.reference: int | None = (
            None if price is None else round(price * row.tick_den / row.tick_num)
        )

    def band(self) -> tuple[int, int] | None:
        """Lowest and highest price allowed: around the last trade, else around the reference
        price."""
        middle = self.last_price if self.last_price is not None else self.reference
        if middle is None or not self.band_bp:
            return None
        width = self._width(middle)
        return middle - width, middle + width

    def _width(self, middle: int) -> int:
        return (middle if middle >= 0 else -middle) * self.band_bp // 10_000

    def price_allowed(self, price: int) -> bool:
        """Whether a limit price is within the band, and above zero where it must be."""
        if price <= 0 and not self.negative_price:
            return False
        middle = self.last_price if self.last_price is not None else self.reference
        if middle is None or not self.band_bp:
            return True
        away = price - middle if price > middle else middle - price
        return away <= self._width(middle)

    def best_opposite(self, side: int) -> int | None:
        """The best price an order of ``side`` could trade at now."""
        level = (self.book.asks if side == BUY else self.book.bids).best
        return None if level is None else level.price
