"""Everything that happens to any order while the session runs, as the house sees it."""

from collections import Counter
from dataclasses import dataclass

from matching_sidecar.client import CancelRejectReport, ExecutionReport, ServerMessage


@dataclass(slots=True)
class OrderState:
    """How an order stands."""

    ord_status: str
    cum_qty: int
    leaves_qty: int


class Tape:
    """Follows the execution reports of all accounts.

    ``positions`` are changes since the tape began: lots by account and symbol. ``gaps`` counts events that were missed.
    """

    def __init__(self) -> None:
        self.first_seq = 0
        self.last_seq = 0
        self.gaps = 0
        self.events: Counter[str] = Counter()  # by exec_type, and cancel_reject
        self.orders: dict[int, OrderState] = {}
        self.positions: Counter[tuple[str, str]] = Counter()
        self.lots = 0
        """Traded, each trade once."""

    def hear(self, message: ServerMessage) -> None:
        """Take whatever the sidecar sends to the house."""
        if isinstance(message, ExecutionReport):
            self._count(message.seq, message.exec_type)
            self.orders[message.order_id] = OrderState(
                message.ord_status, message.cum_qty, message.leaves_qty
            )
            if message.exec_type == "trade":
                lots = message.last_qty if message.side == "buy" else -message.last_qty
                self.positions[message.account, message.symbol] += lots
                self.lots += message.last_qty if message.liquidity == "taker" else 0
        elif isinstance(message, CancelRejectReport):
            self._count(message.seq, "cancel_reject")

    def by_symbol(self) -> dict[str, int]:
        """Sum of the positions' changes of each instrument."""
        return by_symbol(self.positions)

    def _count(self, seq: int, kind: str) -> None:
        if not self.first_seq:
            self.first_seq = seq
        elif seq != self.last_seq + 1:
            self.gaps += 1
        self.last_seq = seq
        self.events[kind] += 1


def by_symbol(positions: Counter[tuple[str, str]]) -> dict[str, int]:
    """Sum of the positions in each instrument."""
    sums: dict[str, int] = {}
    for (_, symbol), lots in positions.items():
        sums[symbol] = sums.get(symbol, 0) + lots
    return sums
