"""What the gate knows of firms and accounts: permissions, limits, positions and open quantity."""

from __future__ import annotations

from ..book.order import Order
from ..model.reference import AccountRow, FirmRow


class Exposure:
    """Position and open orders of an account (or a firm) in one instrument, in lots.

    ``limit`` 0 means none.
    """

    __slots__ = ("limit", "net", "open_buy", "open_sell", "parent")

    def __init__(self, limit: int, parent: Exposure | None) -> None:
        self.limit = limit
        self.parent = parent
        self.net = 0
        self.open_buy = 0
        self.open_sell = 0

    def allows(self, buy: bool, lots: int) -> bool:
        """Whether ``lots`` more open quantity keeps the worst case within the limit, here and
        above."""
        if self.limit:
            worst = self.net + self.open_buy + lots if buy else self.open_sell + lots - self.net
            if worst > self.limit:
                return False
        return self.parent is None or self.parent.allows(buy, lots)

    def open(self, buy: bool, lots: int) -> None:
        """Add open quantity (negative: take it away)."""
        if buy:
            self.open_buy += lots
        else:
            self.open_sell += lots
        if self.parent is not None:
            self.parent.open(buy, lots)

    def fill(self, buy: bool, lots: int) -> None:
        """Turn open quantity into position."""
        if buy:
            self.open_buy -= lots
            self.net += lots
        else:
            self.open_sell -= lots
            self.net -= lots
        if self.parent is not None:
            self.parent.fill(buy, lots)

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

    ``open_orders`` holds an order under each id it ever had. ``used_ids`` maps an id to the
    number of the event that answered it. ``blocked`` is the reject code while the account may not
    trade, else "".
    """

    __slots__ = (
        "arrival",
        "blocked",
        "exposures",
        "firm",
        "killed",
        "max_notional",
        "max_order_qty",
        "open_orders",
        "products",
        "row",
        "used_ids",
    )

    def __init__(self, row: AccountRow, firm: FirmState) -> None:
        self.exposures: dict[str, Exposure] = {}
        self.open_orders: dict[str, Order] = {}
        self.used_ids: dict[str, int] = {}
        self.killed = False
        self.arrival = 0
        self.define(row, firm)

    def define(self, row: AccountRow, firm: FirmState) -> None:
        """Take over a definition."""
        self.row = row
        self.firm = firm
        for symbol, exposure in self.exposures.items():
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
            found = Exposure(self._position_limit(symbol), self.firm.exposure(symbol))
            self.exposures[symbol] = found
        return found

    def orders(self) -> list[Order]:
        """Open orders by number: the same after a restart as before it."""
        found = [
            order for cl_ord_id, order in self.open_orders.items() if cl_ord_id == order.cl_ord_id
        ]
        return sorted(found, key=lambda order: order.order_id)

    def rename(self, order: Order, cl_ord_id: str, asked: str) -> None:
        """Give an open order a new id; former ones keep finding it, the one ``asked`` for is last."""
        ids = (*order.former_ids, order.cl_ord_id)
        order.former_ids = (*(former for former in ids if former != asked), asked)
        order.cl_ord_id = cl_ord_id
        self.open_orders[cl_ord_id] = order

    def forget(self, order: Order) -> None:
        """Drop a finished order, under all its ids."""
        self.open_orders.pop(order.cl_ord_id, None)
        for cl_ord_id in order.former_ids:
            self.open_orders.pop(cl_ord_id, None)

    def _position_limit(self, symbol: str) -> int:
        return self.row.position_limits.get(symbol, self.row.position_limit)


def _lower(first: int, second: int) -> int:
    """The lower of two limits where 0 means none."""
    return min(first, second) if first and second else first or second
