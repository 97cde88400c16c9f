"""What there is: accounts, instruments, open orders and the reports made so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from matching_sidecar.model import enums
from matching_sidecar.model.enums import BUY
from matching_sidecar.model.events import CancelReject, Event, Execution
from matching_sidecar.model.reference import AccountRow, FirmRow, InstrumentRow

from .order import Order, opposite

if TYPE_CHECKING:
    from .disconnect import Loss

CALL_PHASES = (
    enums.PRE_OPEN,
    enums.OPENING_AUCTION,
    enums.VOLATILITY_HALT,
    enums.CLOSING_AUCTION,
)


@dataclass(eq=False)
class Instrument:
    """An instrument: its row, phase and prices; ``prints`` not yet looked at, each with its
    trade's number; ``begun``: continuous trading has just begun."""

    row: InstrumentRow
    phase: int = enums.OPEN
    last: int | None = None
    trade_date: int = 0
    prints: list[tuple[int, int]] = field(default_factory=list)
    halted_until: int = 0
    begun: bool = False

    @property
    def reference(self) -> int | None:
        price = self.row.reference_price
        return None if price is None else round(price * self.row.tick_den / self.row.tick_num)

    @property
    def middle(self) -> int | None:
        """Last trade, else reference price."""
        return self.reference if self.last is None else self.last


def around(middle: int | None, per_cent: float) -> tuple[int, int] | None:
    """Lowest and highest price of a band; None without a middle or a width."""
    if middle is None or not per_cent:
        return None
    width = int(abs(middle) * Fraction(str(per_cent)) / 100)
    return middle - width, middle + width


def outside(price: int, band: tuple[int, int] | None) -> bool:
    return band is not None and not band[0] <= price <= band[1]


@dataclass(eq=False)
class Account:
    """An account: its row, positions by symbol, used ids (each with the session it is from)."""

    row: AccountRow
    positions: dict[str, int] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    credit: int | None = None
    credit_at: int = 0


class Market:
    """Everything, and the reports."""

    def __init__(self) -> None:
        self.ts = 0
        self.firms: dict[str, FirmRow] = {}
        self.accounts: dict[str, Account] = {}
        self.instruments: dict[str, Instrument] = {}
        self.orders: list[Order] = []  # the open ones, by number
        self.queue: list[Order] = []  # triggered stops, the first to be worked off first
        self.killed: set[tuple[str, str]] = set()
        self.happened: list[tuple[Order, int, int, bool]] = []
        """What groups have to look at: order, lots of a fill (0: none), cum_qty after it, whether
        the order ended."""
        self.graces: dict[str, int] = {}  # by login: who asked for cancel on disconnect
        self.losses: dict[str, Loss] = {}
        self.due: list[tuple[int, int, object]] = []
        self.session = self.closed_date = 0
        self.events: list[Event] = []
        self.seq = self.order_number = self.trade_number = self.places = self.dues = 0

    def in_book(self, symbol: str, side: int) -> list[Order]:
        """The resting orders of a side, best first."""
        found = [
            o for o in self.orders if o.where == "book" and (o.symbol, o.side) == (symbol, side)
        ]
        return sorted(found, key=lambda o: (-o.price if side == BUY else o.price, o.place))

    def best(self, symbol: str, side: int) -> int | None:
        resting = self.in_book(symbol, side)
        return resting[0].price if resting else None

    def levels(self, symbol: str, side: int) -> list[tuple[int, int, int]]:
        """Price, visible quantity and number of orders of each level, best first."""
        found: dict[int, tuple[int, int, int]] = {}
        for order in self.in_book(symbol, side):
            _, qty, count = found.get(order.price, (0, 0, 0))
            found[order.price] = (order.price, qty + order.shown, count + 1)
        return list(found.values())

    def next_place(self) -> int:
        self.places += 1
        return self.places

    def legs(self, instrument: Instrument) -> list[Instrument]:
        """Of a spread: the leg that is bought with it, and the one that is sold."""
        legs = sorted(instrument.row.legs, key=lambda leg: -leg.ratio)
        return [self.instruments[leg.symbol] for leg in legs if leg.symbol in self.instruments]

    def is_active(self, instrument: Instrument) -> bool:
        """Whether it may be traded: a spread with both legs in its own tick only."""
        row, legs = instrument.row, self.legs(instrument)
        ticks = {leg.row.tick_num * row.tick_den == row.tick_num * leg.row.tick_den for leg in legs}
        return row.active and len(legs) == len(row.legs) and False not in ticks

    def counts_on(self, order: Order) -> list[tuple[str, int]]:
        """Instruments and sides an order counts on: a spread on its legs."""
        legs = self.legs(self.instruments[order.symbol])
        sides = (order.side, opposite(order.side))
        return [(leg.row.code, side) for leg, side in zip(legs, sides, strict=False)] or [
            (order.symbol, order.side)
        ]

    def position(self, account: str, symbol: str) -> int:
        return self.accounts[account].positions.get(symbol, 0)

    def status(self, order: Order) -> int:
        return enums.PARTIALLY_FILLED if order.cum else enums.NEW

    def report(self, kind: int, order: Order, status: int, code: str = "", **more: object) -> None:
        row = self.instruments[order.symbol].row
        self.seq += 1
        done = status in (enums.FILLED, enums.CANCELED, enums.REJECTED, enums.EXPIRED)
        event = Execution(
            self.seq, self.ts, kind, status, order.number, order.cl_ord_id, order.orig_cl_ord_id,
            order.account, order.symbol, order.entered_by, order.side, order.ord_type, order.tif,
            order.qty, 0 if done else order.leaves, order.cum, order.price, order.value,
            0, 0, 0, 0, code, row.tick_num, row.tick_den, order.given, order.stop, order.list_id,
        )  # fmt: skip
        for name, value in more.items():
            setattr(event, name, value)
        self.events.append(event)

    def restate(self, order: Order, code: str) -> None:
        self.report(enums.EXEC_RESTATED, order, self.status(order), code)

    def refuse(self, request: object, order: Order | None, code: str, *, replace: bool) -> None:
        """A cancel reject; ``order`` None: it is not open."""
        self.seq += 1
        self.events.append(
            CancelReject(
                self.seq, self.ts, request.cl_ord_id, request.orig_cl_ord_id, request.account,
                order.symbol if order else "",
                order.number if order else 0,
                self.status(order) if order else enums.UNKNOWN,
                replace, code,
            )
        )  # fmt: skip

    def leave(self, order: Order) -> None:
        """The order is closed."""
        order.where = "done"
        self.orders.remove(order)
        if order in self.queue:
            self.queue.remove(order)

    def end(self, order: Order, code: str, *, expired: bool = False, quiet: bool = False) -> None:
        """Cancel or expire an order.

        ``quiet``: its group did it, and it means nothing more there.
        """
        self.leave(order)
        if expired:
            self.report(enums.EXEC_EXPIRED, order, enums.EXPIRED, code)
        else:
            self.report(enums.EXEC_CANCELED, order, enums.CANCELED, code)
        if order.group and not quiet:
            self.happened.append((order, 0, order.cum, True))

    def lower(self, order: Order, lots: int) -> None:
        """Take lots from an open order; it keeps its place."""
        order.qty -= lots
        order.taken += lots
        order.shown = min(order.shown, order.leaves)

    def move(self, account: str, symbol: str, side: int, lots: int) -> None:
        positions = self.accounts[account].positions
        positions[symbol] = positions.get(symbol, 0) + (lots if side == BUY else -lots)

    def fill_leg(
        self,
        order: Order,
        symbol: str,
        side: int,
        lots: int,
        price: int,
        trade: int,
        liquidity: int,
    ) -> None:
        """A spread order's fill in one of its legs, after that of the spread itself."""
        row = self.instruments[symbol].row
        self.move(order.account, symbol, side, lots)
        filled = not order.leaves and not order.to_come
        self.report(
            enums.EXEC_TRADE, order, enums.FILLED if filled else enums.PARTIALLY_FILLED,
            symbol=symbol, side=side, last_qty=lots, last_price=price, trade_id=trade,
            liquidity=liquidity, leg=enums.LEG, tick_num=row.tick_num, tick_den=row.tick_den,
        )  # fmt: skip

    def fill(self, order: Order, lots: int, price: int, trade: int, liquidity: int) -> None:
        order.cum += lots
        order.value += lots * price
        spread = bool(self.instruments[order.symbol].row.legs)
        if not spread:
            self.move(order.account, order.symbol, order.side, lots)
        filled = not order.leaves and not order.to_come
        self.report(
            enums.EXEC_TRADE, order, enums.FILLED if filled else enums.PARTIALLY_FILLED,
            last_qty=lots, last_price=price, trade_id=trade, liquidity=liquidity,
            leg=enums.MULTILEG if spread else enums.SINGLE,
        )  # fmt: skip
        if filled:
            self.leave(order)
        elif not order.leaves:
            order.where = "child"
        if order.group:
            self.happened.append((order, lots, order.cum, filled))
