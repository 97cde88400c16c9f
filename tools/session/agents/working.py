"""An agent's own open orders, as far as the reports tell."""

from dataclasses import dataclass

from matching_sidecar.client import (
    Cancel,
    CancelRejectReport,
    ExecutionReport,
    New,
    Replace,
    ServerMessage,
)
from matching_sidecar.wire.errors import ErrorMessage


@dataclass(slots=True)
class Working:
    """An open order. ``waiting``: a request for it has no answer yet."""

    cl_ord_id: str
    symbol: str
    side: str
    price: float
    qty: int
    leaves: int
    waiting: bool = True


class WorkingOrders:
    """Resting orders from when they are sent until they end; orders that never rest are not kept."""

    def __init__(self) -> None:
        self._by_request: dict[str, Working] = {}
        self._by_number: dict[int, Working] = {}
        self._orders: dict[int, Working] = {}  # by identity, oldest first

    def __len__(self) -> int:
        return len(self._orders)

    def all(self) -> list[Working]:
        """Oldest first."""
        return list(self._orders.values())

    def idle(self) -> list[Working]:
        """Those no request is waiting for, oldest first."""
        return [order for order in self._orders.values() if not order.waiting]

    def sent(self, command: New | Cancel | Replace) -> None:
        """A command went out."""
        if isinstance(command, New):
            if command.time_in_force in ("ioc", "fok") or not isinstance(command.price, float):
                return
            order = Working(
                command.cl_ord_id,
                command.symbol,
                command.side,
                command.price,
                command.order_qty,
                command.order_qty,
            )
            self._orders[id(order)] = order
        else:
            order = next(
                order
                for order in self._orders.values()
                if order.cl_ord_id == command.orig_cl_ord_id
            )
            order.waiting = True
        self._by_request[command.cl_ord_id] = order

    def hear(self, message: ServerMessage) -> None:
        """A report or an error came in."""
        if isinstance(message, ExecutionReport):
            self._hear_execution(message)
        elif isinstance(message, CancelRejectReport):
            order = self._by_request.pop(message.cl_ord_id, None)
            if order is not None:
                order.waiting = False
        elif isinstance(message, ErrorMessage):
            order = self._by_request.pop(message.cl_ord_id, None)
            if order is not None:
                order.waiting = False
                if order.cl_ord_id == message.cl_ord_id:
                    self._forget(order)

    def _hear_execution(self, report: ExecutionReport) -> None:
        answered = self._by_request.pop(report.cl_ord_id, None)
        order = self._by_number.get(report.order_id) or answered
        if order is None:
            return
        self._by_number[report.order_id] = order
        if answered is not None:
            order.waiting = False
        order.cl_ord_id = report.cl_ord_id
        order.price = report.price or 0.0
        order.qty, order.leaves = report.order_qty, report.leaves_qty
        if not report.leaves_qty:
            del self._by_number[report.order_id]
            self._forget(order)

    def _forget(self, order: Working) -> None:
        self._orders.pop(id(order), None)
