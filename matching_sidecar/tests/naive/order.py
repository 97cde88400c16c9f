"""An order, and its group."""

from __future__ import annotations

from dataclasses import dataclass, field

from matching_sidecar.model import enums
from matching_sidecar.model.enums import BUY, SELL
from matching_sidecar.model.terms import Terms

STOPS = (enums.STOP, enums.STOP_LIMIT, enums.TRAILING_STOP, enums.TRAILING_STOP_LIMIT)
TRAILING = (enums.TRAILING_STOP, enums.TRAILING_STOP_LIMIT)
NO_TERMS = Terms()


@dataclass(eq=False)
class Order:
    """An order, wherever it is.

    ``where``: "entering" (accepted, its turn has not come), "working" (trading), "book", "stop"
    (waits to be triggered), "condition" (min_qty or all-or-none waits), "child" (nothing armed that
    is not filled), "later" (ATC before its auction), "auction" (a market order in one) or "done".
    Of a child: ``whole`` is what it is for in the end, ``share`` what the first order armed so far,
    ``taken`` what it lost of that since.
    """

    number: int
    cl_ord_id: str
    account: str
    symbol: str
    entered_by: str
    side: int
    ord_type: int
    tif: int
    qty: int
    price: int
    given: Terms | None
    list_id: str = ""
    orig_cl_ord_id: str = ""
    ids: list[str] = field(default_factory=list)
    cum: int = 0
    value: int = 0
    where: str = "entering"
    place: int = 0
    shown: int = 0
    refreshes: int = 0
    since: int = 0  # a stop: it waits since the trade of this number
    stop: int | None = None
    active: bool = True
    triggered: bool = False
    priced: bool = False  # a market-to-limit order has its limit
    conditional: bool = False
    group: Group | None = None
    entered_qty: int = 0
    child: bool = False
    armed: bool = False
    whole: int = 0
    share: int = 0
    taken: int = 0

    @property
    def terms(self) -> Terms:
        return self.given or NO_TERMS

    @property
    def leaves(self) -> int:
        return self.qty - self.cum

    @property
    def to_come(self) -> int:
        """Lots that the first order may still arm."""
        return (
            max(0, self.whole - self.taken - (self.qty if self.armed else 0)) if self.child else 0
        )

    @property
    def buys(self) -> bool:
        return self.side == BUY

    @property
    def is_market(self) -> bool:
        """No limit: market orders, and stops that become one."""
        return self.ord_type in (enums.MARKET, enums.STOP, enums.TRAILING_STOP)


@dataclass(eq=False)
class Group:
    """Orders entered together; ``orders[0]`` is the first."""

    contingency: int
    orders: list[Order]


def opposite(side: int) -> int:
    return SELL if side == BUY else BUY
