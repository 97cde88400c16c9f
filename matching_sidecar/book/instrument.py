"""An instrument as the engine sees it: its definition, its phase, its book and its trades."""

from __future__ import annotations

from ..model.enums import BUY, OPEN, SELL
from ..model.reference import InstrumentRow
from . import implied
from .book import NO_LIMIT, Book
from .watch import Watch


class InstrumentState:
    """Prices in ticks.

    ``status`` is the phase, set at ``phase_ts`` for ``trade_date`` (yyyymmdd, 0: not known); a
    volatility halt ends at ``halt_until`` (0: there is none). ``volume`` (lots), ``value`` (ticks
    times lots) and the prices ``opened``, ``high`` and ``low`` are those of the trade date, which
    began at ``day_ts``. ``tick_value`` is money per tick and lot; the bands are in basis points
    (0: none), ``lowest`` and ``highest`` the prices they allow. ``watch`` holds what waits outside
    the book, None when nothing does. ``first`` and ``second`` are the legs of a calendar spread,
    ``spreads`` those it is a leg of; ``spread`` tells whether it is either. What every order is
    checked against is copied from ``row``.
    """

    __slots__ = (
        "_band_price",
        "active",
        "band_bp",
        "book",
        "day_ts",
        "first",
        "halt_bp",
        "halt_until",
        "high",
        "highest",
        "last_price",
        "last_qty",
        "limit_bp",
        "lot",
        "low",
        "lowest",
        "max_order_qty",
        "negative_price",
        "opened",
        "phase_ts",
        "product",
        "reference",
        "row",
        "second",
        "spread",
        "spreads",
        "status",
        "symbol",
        "tick_den",
        "tick_num",
        "tick_value",
        "trade_date",
        "value",
        "volume",
        "watch",
    )

    def __init__(self, row: InstrumentRow) -> None:
        self.book = Book()
        self.status = OPEN
        self.phase_ts = 0
        self.trade_date = 0
        self.halt_until = 0
        self.last_price: int | None = None
        self.last_qty = 0
        self.opened: int | None = None
        self.begin_day(0, 0)
        self.watch: Watch | None = None
        self.first: InstrumentState | None = None
        self.second: InstrumentState | None = None
        self.spreads: list[InstrumentState] = []
        self.spread = False
        self.define(row)

    def define(self, row: InstrumentRow) -> None:
        """Take over a definition."""
        self.row = row
        self.symbol = row.code
        self.product = row.product
        self.active = row.active
        self.lot = self.book.lot = row.lot
        self.max_order_qty = row.max_order_qty
        self.negative_price = row.negative_price
        self.tick_num = row.tick_num
        self.tick_den = row.tick_den
        self.tick_value = row.multiplier * row.tick_num / row.tick_den
        self.band_bp = round(row.band_pct * 100)
        self.limit_bp = round(row.limit_pct * 100)
        self.halt_bp = round(row.halt_pct * 100)
        price = row.reference_price
        self.reference: int | None = (
            None if price is None else round(price * row.tick_den / row.tick_num)
        )
        self._set_bands()

    def watching(self) -> Watch:
        """``watch``, made when first needed."""
        if self.watch is None:
            self.watch = Watch()
        return self.watch

    def begin_day(self, trade_date: int, ts: int) -> None:
        """Count volume, value and prices anew."""
        self.trade_date = trade_date
        self.day_ts = ts
        self.volume = 0
        self.value = 0
        self.opened = None
        self.high = 0
        self.low = 0

    def record(self, price: int, lots: int) -> None:
        """Count a trade."""
        self.last_price = price
        self.last_qty = lots
        self.volume += lots
        self.value += price * lots
        if self.opened is None:
            self.opened = self.high = self.low = price
        elif price > self.high:
            self.high = price
        elif price < self.low:
            self.low = price

    def count(self, price: int, lots: int) -> None:
        """Count a trade that leaves the last price as it is; below 0, take one out again."""
        self.volume += lots
        self.value += price * lots

    def convert_prices(self, row: InstrumentRow) -> None:
        """Say the prices that last in the ticks of ``row``, as near as they come."""
        old = self.row

        def converted(ticks: int) -> int:
            return round(row.tick_den * old.to_price(ticks) / row.tick_num)

        if self.last_price is not None:
            self.last_price = converted(self.last_price)
        if self.opened is not None:
            self.opened = converted(self.opened)
            self.high, self.low = converted(self.high), converted(self.low)
        self.value = converted(self.value)

    def middle(self) -> int | None:
        """What a band is around: the last trade, else the reference price."""
        return self.last_price if self.last_price is not None else self.reference

    def price_allowed(self, price: int) -> bool:
        """Whether a limit or stop price is within the bands, and above zero where it must be."""
        if price <= 0 and not self.negative_price:
            return False
        if self._band_price is not self.last_price:
            self._set_bands()
        return self.lowest <= price <= self.highest

    def _set_bands(self) -> None:
        """Work out the lowest and highest price allowed: once a trade, not once an order."""
        self._band_price: int | None = self.last_price
        self.highest = self.sweep_key(BUY)
        self.lowest = -self.sweep_key(SELL)

    def sweep_key(self, side: int) -> int:
        """The highest opposite key (see ``Level``) a market order of ``side`` may trade at."""
        key = NO_LIMIT
        if self.band_bp:
            key = _key(side, self.middle(), self.band_bp)
        if self.limit_bp:
            key = min(key, _key(side, self.reference, self.limit_bp))
        return key

    def halted_key(self, side: int, key: int) -> int:
        """``key``, or the highest opposite key an order of ``side`` may trade at before trading
        halts; below the best one when even that is too far away."""
        middle = self.middle()
        if not self.halt_bp or middle is None:
            return key
        width = _width(middle, self.halt_bp)
        centre = middle if side == BUY else -middle
        best = (self.book.asks if side == BUY else self.book.bids).best
        if best is not None and best.key < centre - width:
            return min(key, best.key - 1)
        return min(key, centre + width)

    def within_halt(self, price: int, middle: int | None) -> bool:
        """Whether a trade at this price would not halt trading when the band is around
        ``middle``."""
        return (
            not self.halt_bp
            or middle is None
            or abs(price - middle) <= _width(middle, self.halt_bp)
        )

    def same_tick(self, other: InstrumentState) -> bool:
        """Whether prices of both are whole ticks of the same size."""
        return self.tick_num * other.tick_den == other.tick_num * self.tick_den

    def best_opposite(self, side: int) -> int | None:
        """The best price an order of ``side`` could trade at now."""
        level = (self.book.asks if side == BUY else self.book.bids).best
        if self.first is not None:
            return implied.better(side, level, implied.price(self, side, self.middle()))
        return None if level is None else level.price


def _width(middle: int, basis_points: int) -> int:
    """Half a band, rounded toward the middle."""
    return (middle if middle >= 0 else -middle) * basis_points // 10_000


def _key(side: int, middle: int | None, basis_points: int) -> int:
    if middle is None:
        return NO_LIMIT
    width = _width(middle, basis_points)
    return middle + width if side == BUY else width - middle
