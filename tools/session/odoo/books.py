"""What Odoo knows of trading, read as the risk officer."""

from collections import Counter

from tools.session.odoo.user import OdooUser
from tools.session.tape import OrderState

PAGE = 5_000


class OdooBooks:
    """Orders, executions and positions of one shard."""

    def __init__(self, user: OdooUser, shard: str) -> None:
        self._user = user
        self._shard = shard

    def cursor(self) -> int:
        """The last event Odoo has applied."""
        (shard,) = self._user.call(
            "brokersync.shard", "search_read", [("code", "=", self._shard)], ["last_seq"]
        )
        return int(shard["last_seq"])

    def executions(self, after: int, exec_type: str | None = None) -> int:
        """How many events after number ``after`` it has stored."""
        kind = [("exec_type", "=", exec_type)] if exec_type else []
        found = self._user.call(
            "brokersync.execution", "search_count", [*self._of_shard(), ("seq", ">", after), *kind]
        )
        return int(found)

    def positions(self) -> Counter[tuple[str, str]]:
        """Lots by account and symbol."""
        rows = self._user.call(
            "brokersync.position", "search_read", [], ["account_id", "instrument_id", "net_qty"]
        )
        return Counter(
            {(row["account_id"][1], row["instrument_id"][1]): row["net_qty"] for row in rows}
        )

    def orders(self, after: int) -> dict[int, OrderState]:
        """Orders with an event after number ``after``, by the sidecar's number."""
        found: dict[int, OrderState] = {}
        last_id = 0
        while True:
            rows = self._user.call(
                "brokersync.order",
                "search_read",
                [*self._of_shard(), ("last_seq", ">", after), ("id", ">", last_id)],
                ["sidecar_id", "ord_status", "cum_qty", "leaves_qty"],
                order="id",
                limit=PAGE,
            )
            for row in rows:
                state = OrderState(row["ord_status"], row["cum_qty"], row["leaves_qty"])
                found[int(row["sidecar_id"])] = state
            if len(rows) < PAGE:
                return found
            last_id = rows[-1]["id"]

    def logins(self) -> dict[str, str]:
        """By firm: the login of a trader who may trade, where one has access to the portal."""
        traders = self._user.call(
            "brokersync.trader",
            "search_read",
            [("user_id", "!=", False), ("can_trade", "=", True)],
            ["firm_id", "user_id"],
            order="code desc",
        )
        users = self._user.call(
            "res.users", "read", [trader["user_id"][0] for trader in traders], ["login"]
        )
        firms = self._user.call(
            "brokersync.firm", "read", [trader["firm_id"][0] for trader in traders], ["code"]
        )
        logins = {user["id"]: user["login"] for user in users}
        codes = {firm["id"]: firm["code"] for firm in firms}
        return {codes[trader["firm_id"][0]]: logins[trader["user_id"][0]] for trader in traders}

    def _of_shard(self) -> list[tuple[str, str, object]]:
        return [("shard_id.code", "=", self._shard)]
