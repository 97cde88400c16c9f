"""What the gate knows of firms and accounts: permissions, limits, positions and open quantity."""

from __future__ import annotations

from ..book.order import Order
from ..model.enums import STP_MODES, STP_NONE
from ..model.reference import AccountRow, FirmRow


class Exposure:
    """Position and open orders of an account (or a firm) in one instrument, in lots.

    ``limit`` 0 means none. ``reduce_buy`` and ``reduce_sell`` are the lots of an account's open
    reduce-only orders, which do not count as open. The exposure in a calendar spread is all in its
    legs, ``first`` the one it buys, ``second`` the one it sells.
    """

    __slots__ = (
        "first",
        "limit",
        "net",
        "open_buy",
        "open_sell",
        "parent",
        "reduce_buy",
        "reduce_sell",
        "second",
    )

    def __init__(self, limit: int, parent: Exposure | None) -> None:
        self.limit = limit
        self.parent = parent
        self.net = 0
        self.open_buy = 0
        self.open_sell = 0
        self.reduce_buy = 0
        self.reduce_sell = 0
        self.first: Exposure | None = None
        self.second: Exposure | None = None

    def allows(self, buy: bool, lots: int) -> bool:
        """Whether ``lots`` more open quantity keeps the worst case within the limit, here and
        above."""
        if self.first is not None and self.second is not None:
            return self.first.allows(buy, lots) and self.second.allows(not buy, lots)
        if self.limit:
            worst = self.net + self.open_buy + lots if buy else self.open_sell + lots - self.net
            if worst > self.limit:
                return False
        return self.parent is None or self.parent.allows(buy, lots)

    def open(self, buy: bool, lots: int) -> None:
        """Add open quantity (negative: take it away)."""
        if self.first is not None and self.second is not None:
            self.first.open(buy, lots)
            self.second.open(not buy, lots)
            return
        if buy:
            self.open_buy += lots
        else:
            self.open_sell += lots
        if self.parent is not None:
            self.parent.open(buy, lots)

    def reduce(self, buy: bool, lots: int) -> None:
        """Add open reduce-only quantity (negative: take it away)."""
        if buy:
            self.reduce_buy += lots
        else:
            self.reduce_sell += lots

    def fill(self, buy: bool, lots: int) -> None:
        """Turn open quantity into position."""
        if self.first is not None and self.second is not None:
            self.first.fill(buy, lots)
            self.second.fill(not buy, lots)
            return
        if buy:
            self.open_buy -= lots
            self.net += lots
        else:
            self.open_sell -= lots
            self.net -= lots
        if self.parent is not None:
            self.parent.fill(buy, lots)

    def adjust(self, lots: int) -> None:
        """Change the position without an order."""
        self.net += lots
        if self.parent is not None:
            self.parent.adjust(lots)

    def move(self, parent: Exposure) -> None:
        """Count under another firm from now on."""
        if self.parent is not None:
            self.parent.net -= self.net
            self.parent.open_buy -= self.open_buy
            self.parent.open_sell -= self.open_sell
        parent.net += self.net
        parent.open_buy += self.open_buy
        parent.open_sell += self.open_sell
        self.parent = parent


class FirmState:
    """A firm: its limits and the sum of its accounts' exposures by symbol."""

    __slots__ = ("exposures", "killed", "row")

    def __init__(self, row: FirmRow) -> None:
        self.row = row
        self.killed = False
        self.exposures: dict[str, Exposure] = {}

    def exposure(self, symbol: str) -> Exposure:
        """The firm's exposure in an instrument, made when first needed."""
        found = self.exposures.get(symbol)
        if found is None:
            found = self.exposures[symbol] = Exposure(self.row.position_limit, None)
        return found

    def define(self, row: FirmRow) -> None:
        """Take over a definition."""
        self.row = row
        for exposure in self.exposures.values():
            exposure.limit = row.position_limit


class AccountState:
    """An account: effective limits (its own and its firm's), exposures, open orders and the
    client order ids it used.

    ``ids`` maps each id to the order that is open under it, else to the number of the event that
    answered it: one lookup in the largest dictionary there is. Open orders form a list through
    ``own_before`` and ``own_after``. ``stp`` is the self-trade prevention of its orders, 0 for
    none. ``legs`` are the engine's. ``blocked`` is the reject code while the account may not
    trade, else "".
    """

    __slots__ = (
        "arrival",
        "blocked",
        "code",
        "exposures",
        "firm",
        "first_order",
        "ids",
        "killed",
        "legs",
        "max_notional",
        "max_order_qty",
        "products",
        "rate",
        "row",
        "stp",
        "stp_scope",
    )

    def __init__(self, row: AccountRow, firm: FirmState, legs: dict[str, tuple[str, str]]) -> None:
        self.legs = legs
        self.exposures: dict[str, Exposure] = {}
        self.ids: dict[str, Order | int] = {}
        self.first_order: Order | None = None
        self.killed = False
        self.arrival = 0
        self.define(row, firm)

    def define(self, row: AccountRow, firm: FirmState) -> None:
        """Take over a definition."""
        self.row = row
        self.code = row.code
        self.rate = row.rate
        self.firm = firm
        for symbol, exposure in self.exposures.items():
            if exposure.first is not None:
                continue
            exposure.limit = self._position_limit(symbol)
            parent = firm.exposure(symbol)
            if exposure.parent is not parent:
                exposure.move(parent)
        self.refresh(False)

    def refresh(self, killed_all: bool) -> None:
        """Recompute what follows from the account's and the firm's definition and the kill
        switches."""
        row, firm = self.row, self.firm
        self.products: frozenset[str] | None = (
            None if "*" in row.products else frozenset(row.products)
        )
        mode = STP_MODES[row.stp]
        self.stp = 0 if mode == STP_NONE else mode
        self.stp_scope = row.stp_scope
        self.max_order_qty = _lower(row.max_order_qty, firm.row.max_order_qty)
        self.max_notional = _lower(row.max_notional, firm.row.max_notional)
        if killed_all or self.killed or firm.killed:
            self.blocked = "KILL_SWITCH"
        elif not firm.row.active:
            self.blocked = "FIRM_INACTIVE"
        else:
            self.blocked = "" if row.active else "ACCOUNT_INACTIVE"

    def exposure(self, symbol: str) -> Exposure:
        """The account's exposure in an instrument, made when first needed."""
        found = self.exposures.get(symbol)
        if found is None:
            found = self._expose(symbol)
            self.exposures[symbol] = found
        return found

    def _expose(self, symbol: str) -> Exposure:
        legs = self.legs.get(symbol)
        if legs is None:
            return Exposure(self._position_limit(symbol), self.firm.exposure(symbol))
        spread = Exposure(0, None)
        spread.first, spread.second = self.exposure(legs[0]), self.exposure(legs[1])
        return spread

    def order(self, cl_ord_id: str) -> Order | None:
        """The open order that has or had this id."""
        found = self.ids.get(cl_ord_id)
        return found if isinstance(found, Order) else None

    def orders(self) -> list[Order]:
        """Open orders by number: the same after a restart as before it."""
        found = []
        order = self.first_order
        while order is not None:
            found.append(order)
            order = order.own_after
        return sorted(found, key=_number)

    def claim(self, cl_ord_id: str, seq: int) -> int:
        """Use an id for what event ``seq`` will answer.

        Returns 0, or the number of the event that answered its first use.
        """
        found = self.ids.setdefault(cl_ord_id, seq)
        used = found.seq_of(cl_ord_id) if isinstance(found, Order) else found
        return 0 if used == seq else used

    def keep(self, order: Order) -> None:
        """Count an order among the open ones; nothing to do when it is there already."""
        first = self.first_order
        if order is first or order.own_before is not None:
            return
        order.own_after = first
        if first is not None:
            first.own_before = order
        self.first_order = order

    def forget(self, order: Order) -> None:
        """Drop a finished order: its ids stay used."""
        before, after = order.own_before, order.own_after
        if before is not None:
            before.own_after = after
        elif self.first_order is order:
            self.first_order = after
        if after is not None:
            after.own_before = before
        order.own_before = order.own_after = None
        self.ids[order.cl_ord_id] = order.seq
        for cl_ord_id, seq in order.former:
            self.ids[cl_ord_id] = seq

    def used_ids(self) -> dict[str, int]:
        """Each id with the number of the event that answered it, in the order of their use."""
        return {
            cl_ord_id: found.seq_of(cl_ord_id) if isinstance(found, Order) else found
            for cl_ord_id, found in self.ids.items()
        }

    def _position_limit(self, symbol: str) -> int:
        return self.row.position_limits.get(symbol, self.row.position_limit)


def _lower(first: int, second: int) -> int:
    """The lower of two limits where 0 means none."""
    return min(first, second) if first and second else first or second


def _number(order: Order) -> int:
    return order.order_id
