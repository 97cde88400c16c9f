"""Random commands, tuned such that what is rare in a market happens all the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import msgspec

from matching_sidecar.model import enums
from matching_sidecar.model.commands import (
    AdvanceTime,
    ArmCancelOnDisconnect,
    CancelOrder,
    Command,
    MassCancel,
    NewGroup,
    NewOrder,
    ReplaceOrder,
    SessionLost,
    SetKillSwitch,
    SetSession,
    UpdateReference,
)
from matching_sidecar.model.reference import AccountRow, FirmRow, InstrumentRow, ReferenceRow
from matching_sidecar.model.terms import Terms

from ..naive.exchange import Exchange
from ..naive.order import Order
from ..tables.language import SECOND
from ..tables.play import SPREAD, SYMBOL, rows

DAY_OF = (
    enums.PRE_OPEN,
    enums.OPENING_AUCTION,
    enums.OPEN,
    enums.CLOSING_AUCTION,
    enums.CLOSED,
)
TRAILING = (enums.TRAILING_STOP, enums.TRAILING_STOP_LIMIT)
LIMITED = (enums.LIMIT, enums.STOP_LIMIT)


class Trader:
    """Draws commands of one seed; looks at the naive book for what could be meant."""

    def __init__(self, seed: int, exchange: Exchange) -> None:
        self.random = Random(seed)
        self.exchange = exchange
        self.ts = 0
        self.numbers = 0
        self.date = 20270104
        self.rows = {row.code: row for row in rows()}
        self.centre = self.random.choice([100, 100, 100, 0])

    def commands(self, count: int) -> Iterator[Command]:
        """The desk, its settings, then ``count`` commands."""
        yield self.timed(UpdateReference(0, list(self.rows.values())))
        for code in self.rows:
            yield self.timed(self.setting(code))
        yield self.timed(self.change("NG", lot=self.random.choice([1, 1, 2])))
        for symbol in (SYMBOL, "NG") if not self.centre else ():
            yield self.timed(self.change(symbol, negative_price=True))
        for _ in range(count):
            yield self.timed(self.one())
        yield self.timed(SetSession(0, "*", enums.CONTRACT_EXPIRED, self.date))
        yield self.timed(self.new())

    def timed(self, command: Command) -> Command:
        chance = self.random.random()
        if chance < 0.01:
            self.ts += SECOND
        elif chance < 0.05:
            self.ts += SECOND // 5
        elif chance < 0.1 and self.exchange.due:
            self.ts = max(self.ts + 1, min(at for at, _, _ in self.exchange.due))
        else:
            self.ts += 1
        command.ts = self.ts
        return command

    def one(self) -> Command:
        if self.exchange.killed and self.chance(0.1):
            return self.kill()
        draw = self.random.choices([kind for kind, _ in KINDS], [weight for _, weight in KINDS])
        return draw[0](self)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def next_id(self, letter: str) -> str:
        if self.chance(0.005) and self.numbers > 1:
            return f"o{self.random.randint(1, self.numbers)}"
        self.numbers += 1
        return f"{letter}{self.numbers}"

    def account(self) -> str:
        return self.random.choice(["ann", "amy", "bob", "mm"])

    def price(self) -> int:
        return self.centre + round(self.random.gauss(0, 4))

    def qty(self) -> int:
        return self.random.choice([1, 2, 3, 4, 5, 5, 6, 8, 10, 15])

    def new(self) -> NewOrder:
        order = NewOrder(
            0, self.account(), self.next_id("o"),
            self.random.choices([SYMBOL, "NG", SPREAD], [60, 25, 15])[0],
            self.random.choice([enums.BUY, enums.SELL]), self.kind(), self.tif(), self.qty(), 0, "",
        )  # fmt: skip
        if order.symbol == "NG" and self.chance(0.9):
            order.qty *= self.exchange.instruments["NG"].row.lot
        order.entered_by = self.random.choice(["tom", "eve", order.account, order.account])
        if order.ord_type in LIMITED:
            order.price = self.price() - (self.centre if order.symbol == SPREAD else 0)
        elif order.ord_type == enums.MARKET and self.chance(0.9):
            order.tif = self.random.choice([enums.IOC, enums.IOC, enums.FOK, enums.OPG, enums.ATC])
        elif order.tif in (enums.IOC, enums.FOK, enums.OPG, enums.ATC) and self.chance(0.9):
            order.tif = enums.GTC
        terms = self.terms(order)
        order.terms = Terms(**terms) if terms else None
        return order

    def kind(self) -> int:
        kinds = [enums.LIMIT] * 10 + [enums.MARKET] * 2 + list(enums.ORD_TYPES.values())
        return self.random.choice(kinds)

    def tif(self) -> int:
        if self.chance(0.6):
            return enums.DAY
        return self.random.choice(list(enums.TIFS.values()))

    def terms(self, order: NewOrder) -> dict[str, int | bool]:
        """Terms that fit the type, and some that may not."""
        terms: dict[str, int | bool] = {}
        if order.ord_type in (enums.STOP, enums.STOP_LIMIT) or (
            order.ord_type in TRAILING and self.chance(0.2)
        ):
            terms["stop_price"] = self.price()
        if order.ord_type not in (enums.LIMIT, enums.MARKET, enums.MARKET_TO_LIMIT):
            terms["trigger"] = self.random.choice([0, 0, 0, *enums.TRIGGERS.values()])
        if order.ord_type in TRAILING:
            terms["trail_unit"] = self.random.choice([enums.TICKS, enums.BASIS_POINTS])
            points = terms["trail_unit"] == enums.BASIS_POINTS
            terms["trail_offset"] = self.random.randint(1, 4) * (90 if points else 1)
            if self.chance(0.3):
                terms["activation_price"] = self.price()
        if order.ord_type == enums.TRAILING_STOP_LIMIT:
            terms["limit_offset"] = self.random.randint(-1, 3)
        if order.tif == enums.GTD:
            terms |= self.expiry()
        return terms | self.instructions(order)

    def expiry(self) -> dict[str, int]:
        if self.chance(0.3):
            return {"expire_date": self.date + self.random.randint(-1, 2)}
        return {"expire_ts": self.ts + self.random.choice([1, 20, SECOND // 2, SECOND])}

    def instructions(self, order: NewOrder) -> dict[str, int | bool]:
        drawn = self.random.random()
        terms: dict[str, int | bool] = {}
        if drawn < 0.12:
            terms["display_qty"] = self.random.randint(1, 4)
            terms["display_method"] = self.random.choice([0, enums.INITIAL, enums.RANDOM])
            order.qty *= self.random.choice([1, 2, 5])
        elif drawn < 0.17:
            terms["min_qty"] = self.random.randint(1, order.qty + (1 if self.chance(0.1) else 0))
        elif drawn < 0.22:
            terms["all_or_none"] = True
        elif drawn < 0.26:
            terms["post_only"] = True
        elif drawn < 0.34:
            terms["reduce_only"] = True
            self.aim_at_position(order)
        if self.chance(0.15):
            terms["stp"] = self.random.choice(list(enums.STP_MODES.values()))
        return terms

    def aim_at_position(self, order: NewOrder) -> None:
        position = self.exchange.position(order.account, order.symbol)
        if position and self.chance(0.9):
            order.side = enums.SELL if position > 0 else enums.BUY
            order.qty = self.random.randint(1, abs(position))

    def group(self) -> NewGroup:
        contingency = self.random.choice(list(enums.CONTINGENCIES.values()))
        orders = [self.new() for _ in range(self.random.choice([2, 2, 3, 3, 4]))]
        for index, order in enumerate(orders):
            order.account = orders[0].account
            self.fit_into_group(contingency, index, order, orders[0])
        return NewGroup(0, orders[0].account, self.next_id("g"), contingency, orders)

    def fit_into_group(
        self, contingency: int, index: int, order: NewOrder, first: NewOrder
    ) -> None:
        if order.terms and self.chance(0.9):
            order.terms = msgspec.structs.replace(order.terms, min_qty=0, all_or_none=False)
            if self.chance(0.7):
                order.terms = msgspec.structs.replace(order.terms, reduce_only=False)
        if contingency != enums.OTO and self.chance(0.97):
            if order.ord_type == enums.MARKET:
                order.ord_type, order.price = enums.LIMIT, self.price()
            if order.tif not in (enums.DAY, enums.GTC, enums.GTD):
                order.tif = enums.DAY
        if order.tif in (enums.OPG, enums.ATC):
            order.tif = enums.DAY if order.ord_type == enums.LIMIT else enums.IOC
        if contingency == enums.BRACKET and index and self.chance(0.98):
            order.side = enums.SELL if first.side == enums.BUY else enums.BUY
        if self.chance(0.5):
            order.qty = first.qty

    def open_order(self) -> Order | None:
        orders = self.exchange.orders
        return self.random.choice(orders) if orders else None

    def cancel(self) -> Command:
        order = self.open_order()
        if order is None or self.chance(0.05):
            return CancelOrder(
                0, self.account(), self.next_id("c"), f"o{self.random.randint(1, 50)}"
            )
        return CancelOrder(0, order.account, self.next_id("c"), self.random.choice(order.ids))

    def replace(self) -> Command:
        order = self.open_order()
        if order is None:
            return self.new()
        stop = display = None
        if order.stop is not None and self.chance(0.5):
            stop = self.price()
        if order.terms.display_qty and self.chance(0.3):
            display = self.random.randint(1, 4)
        if self.chance(0.02):
            stop, display = self.price(), 2
        return ReplaceOrder(
            0, order.account, self.next_id("r"), self.random.choice(order.ids), order.symbol,
            max(1, order.qty + self.random.randint(-4, 3)),
            order.price if self.chance(0.5) else self.price(), stop, display,
        )  # fmt: skip

    def session(self) -> Command:
        symbol = self.random.choice([SYMBOL, "NG", SPREAD, "*", "*", "*"])
        phase = self.exchange.instruments[SYMBOL if symbol == "*" else symbol].phase
        if self.chance(0.1):
            following = self.random.choice(list(range(1, 8)))
        elif phase in DAY_OF and phase != enums.OPEN:
            following = DAY_OF[(DAY_OF.index(phase) + 1) % len(DAY_OF)]
        elif phase == enums.OPEN:
            following = self.random.choice(
                [enums.HALTED, enums.VOLATILITY_HALT, enums.CLOSING_AUCTION, enums.PRE_OPEN]
            )
        else:
            following = enums.OPEN
        if following == enums.PRE_OPEN:
            self.date += 1
        return SetSession(0, symbol, following, self.date)

    def move_on(self) -> Command:
        """Out of a phase that is not open: else too little would trade."""
        shut = [s for s, i in self.exchange.instruments.items() if i.phase != enums.OPEN]
        if not shut:
            return self.new()
        return SetSession(0, self.random.choice(shut), enums.OPEN, self.date)

    def mass_cancel(self) -> Command:
        command = MassCancel(0)
        command.accounts = (self.account(),) if self.chance(0.5) else ()
        command.firm = self.random.choice(["", "", "north", "south"])
        command.symbol = self.random.choice(["", SYMBOL])
        command.side = self.random.choice([0, enums.BUY, enums.SELL])
        command.entered_by = self.random.choice(["", "", "tom"])
        return command

    def kill(self) -> Command:
        if self.exchange.killed:
            return SetKillSwitch(0, *self.random.choice(sorted(self.exchange.killed)), False)
        return SetKillSwitch(
            0, *self.random.choice([("all", ""), ("firm", "north"), ("account", "bob")]), True
        )

    def setting(self, code: str = "") -> Command:
        code = code or self.random.choice(list(self.rows))
        return self.change(code, **self.values(self.rows[code]))

    def change(self, code: str, **values: object) -> Command:
        row = self.rows[code]
        self.rows[code] = msgspec.structs.replace(row, version=row.version + 1, **values)
        return UpdateReference(0, [self.rows[code]])

    def other_tick(self) -> Command:
        return self.change("NG", tick_den=self.random.choice([1, 2]))

    def values(self, row: ReferenceRow) -> dict[str, object]:
        pick = self.random.choice
        if isinstance(row, FirmRow):
            return {"position_limit": pick([0, 0, 60]), "max_order_qty": pick([0, 0, 40])}
        if isinstance(row, AccountRow):
            return {
                "stp": pick([*enums.STP_MODES]),
                "stp_scope": pick(enums.STP_SCOPES),
                "position_limit": pick([0, 0, 0, 30]),
                "max_notional": pick([0, 0, 0, 1500]),
                "rate": pick([0, 0, 0, 20]),
                "active": pick([True] * 15 + [False]),
            }
        assert isinstance(row, InstrumentRow)
        return {
            "band_pct": pick([0.0, 0.0, 8.0]),
            "limit_pct": pick([0.0, 0.0, 12.0]),
            "halt_pct": pick([0.0, 0.0, 3.0, 5.0]),
            "halt_seconds": pick([1, 2]),
            "reference_price": pick([None, *(float(self.price()) for _ in range(4))]),
        }

    def arm(self) -> Command:
        grace = self.random.choice([-1, 0, SECOND // 3, SECOND])
        return ArmCancelOnDisconnect(0, self.random.choice(["tom", "eve"]), grace)

    def lose(self) -> Command:
        return SessionLost(0, self.random.choice(["tom", "eve"]))

    def time(self) -> Command:
        return AdvanceTime(0)


KINDS: list[tuple[Callable[[Trader], Command], int]] = [
    (Trader.new, 640),
    (Trader.group, 90),
    (Trader.cancel, 60),
    (Trader.replace, 110),
    (Trader.session, 18),
    (Trader.move_on, 40),
    (Trader.mass_cancel, 5),
    (Trader.kill, 5),
    (Trader.setting, 12),
    (Trader.time, 18),
    (Trader.other_tick, 1),
    (Trader.arm, 3),
    (Trader.lose, 3),
]
