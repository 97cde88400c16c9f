"""Orders that people enter in Odoo while the market moves: a broker for his clients, a client for himself."""

import threading
import time
from datetime import UTC, datetime
from typing import Any, NamedTuple

from tools.session.chance import seeded
from tools.session.odoo.user import OdooUser
from tools.session.troupe import Market

STYLES = ("crossing", "passive", "market", "canceled")
"""In turn; the last is passive and cancelled a moment later."""
UNANSWERED = ("pending_new", "pending_cancel")


class Entry(NamedTuple):
    """An order as Odoo has it at the end."""

    ord_status: str
    cum_qty: int


class OdooDesk:
    """Enters orders one after the other, spread over the session.

    Args:
        broker, client: brokers name trader and time of the instruction, clients act for themselves.
    """

    def __init__(
        self,
        broker: OdooUser,
        client: OdooUser,
        market: Market,
        seed: int,
    ) -> None:
        self._users = (broker, client)
        self._market = market
        self._rng = seeded(seed, "odoo")
        self._ids: list[int] = []
        self._stopped = threading.Event()
        self._instruments = {
            row["symbol"]: row["id"]
            for row in broker.call("brokersync.instrument", "search_read", [], ["symbol"])
        }
        self._broker_orders = self._client_accounts(broker)
        (own,) = client.call("brokersync.account", "search_read", [], ["id"], limit=1)
        self._client_order = {"account_id": own["id"]}

    def trade(self, orders: int, seconds: float) -> None:
        """Enter so many orders in that time.

        Raises:
            OdooError: Odoo refuses one.
        """
        start = time.monotonic()
        for number in range(orders):
            at = seconds * (number + 0.5) / orders
            if self._stopped.wait(max(0.0, start + at - time.monotonic())):
                return
            self._enter(number, at)

    def stop(self) -> None:
        """Enter no more orders. The one method for other threads."""
        self._stopped.set()

    def entries(self) -> list[Entry]:
        """How the orders stand."""
        (broker, _) = self._users
        rows = broker.call("brokersync.order", "read", self._ids, ["ord_status", "cum_qty"])
        return [Entry(row["ord_status"], row["cum_qty"]) for row in rows]

    def waiting(self) -> int:
        """How many of the orders have a request without an answer."""
        return sum(entry.ord_status in UNANSWERED for entry in self.entries())

    def _enter(self, number: int, at: float) -> None:
        user = self._users[number % 2]
        style = STYLES[number // 2 % len(STYLES)]
        contract, path = self._rng.choice(self._market)
        side = self._rng.choice(("buy", "sell"))
        values: dict[str, Any] = {
            "instrument_id": self._instruments[contract.symbol],
            "side": side,
            "order_qty": self._rng.randint(1, 5) * contract.lot,
            **self._for_whom(number),
        }
        if style == "market":
            values |= {"ord_type": "market", "time_in_force": "ioc"}
        else:
            levels = 8 if style == "crossing" else -8
            away = levels * contract.spacing * (1 if side == "buy" else -1)
            values["price"] = contract.price(max(1, round(contract.ticks(path.fair(at)) + away)))
        order = user.call("brokersync.order", "create", values)
        self._ids.append(order)
        user.call("brokersync.order", "action_submit", [order])
        if style == "canceled":
            self._wait_until_working(user, order)
            user.call("brokersync.order", "action_cancel", [order])

    def _for_whom(self, number: int) -> dict[str, Any]:
        if number % 2:
            return self._client_order
        return self._rng.choice(self._broker_orders) | {
            "instruction_time": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S"),
            "instruction_ref": f"Call {number // 2 + 1} of the demo session",
        }

    @staticmethod
    def _client_accounts(broker: OdooUser) -> list[dict[str, Any]]:
        """Account and trader for each of the broker's clients with an account for all products."""
        traders = broker.call(
            "brokersync.trader",
            "search_read",
            [("can_trade", "=", True)],
            ["firm_id"],
            order="code desc",
        )
        trader_of = {trader["firm_id"][0]: trader["id"] for trader in traders}
        accounts = broker.call(
            "brokersync.account",
            "search_read",
            [("house", "=", False), ("products", "=", "*")],
            ["firm_id"],
            order="code",
        )
        return [
            {"account_id": account["id"], "trader_id": trader_of[account["firm_id"][0]]}
            for account in accounts
            if account["firm_id"][0] in trader_of
        ]

    @staticmethod
    def _wait_until_working(user: OdooUser, order: int) -> None:
        """Until the order's acknowledgement is back, or five seconds."""
        for _ in range(50):
            (row,) = user.call("brokersync.order", "read", [order], ["ord_status"])
            if row["ord_status"] not in UNANSWERED:
                return
            time.sleep(0.1)
