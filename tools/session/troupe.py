"""Everyone who trades in a session, from the reference data both sides share."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tools.session import history
from tools.session.agents.agent import Agent
from tools.session.agents.maker import JITTER, Maker
from tools.session.agents.trader import Trader
from tools.session.chance import seeded
from tools.session.contract import Contract
from tools.session.path import PricePath

MAKER_SHARE = 0.45
"""Of the commands a second."""
COMMANDS_A_TURN = 5.0
"""Of a maker, as measured; a trader gives one."""
CAPACITY = 2_000
"""Lots a maker holds at most, where no limit says otherwise."""
SWING = 0.012
"""Largest distance of a price from its reference."""


@dataclass(frozen=True)
class Account:
    """An account, its firm, the products it may trade (``*``: all) and its position limit (0: none)."""

    code: str
    firm: str
    house: bool
    products: tuple[str, ...]
    position_limit: int

    @classmethod
    def all_of(cls, rows: Iterable[Mapping[str, Any]]) -> "list[Account]":
        """The active accounts of active firms among reference rows (docs/protocol.md, "The seam")."""
        active = [row for row in rows if row.get("active", True)]
        firms = {row["code"]: row for row in active if row["kind"] == "firm"}
        return [
            cls(
                row["code"],
                row["firm"],
                row.get("house", False),
                tuple(row.get("products", ["*"])),
                _smallest(
                    row.get("position_limit", 0),
                    *row.get("position_limits", {}).values(),
                    firms[row["firm"]].get("position_limit", 0),
                ),
            )
            for row in active
            if row["kind"] == "account" and row["firm"] in firms
        ]

    def may_trade(self, contract: Contract) -> bool:
        return "*" in self.products or contract.product in self.products


def _smallest(*limits: int) -> int:
    """The smallest limit that is one; 0 means there is none."""
    return min((limit for limit in limits if limit), default=0)


Market = Sequence[tuple[Contract, PricePath]]


def market(contracts: Iterable[Contract], seed: int, seconds: float) -> Market:
    """Those contracts whose history is known, each with its path through ``seconds``."""
    return [
        (
            contract,
            PricePath(
                history.prices(contract.product),
                contract.reference_price,
                seconds,
                SWING,
                seeded(seed, contract.symbol),
            ),
        )
        for contract in sorted(contracts, key=lambda contract: contract.symbol)
        if contract.product in history.SOURCES
    ]


def assemble(
    market: Market,
    accounts: Sequence[Account],
    rate: float,
    ids: Iterator[str],
    positions: Mapping[tuple[str, str], int],
) -> list[Agent]:
    """A maker for each house account and instrument, a trader for each other account.

    Args:
        rate: commands a second of all together.
        positions: lots by account and symbol at the start.
    """
    house = sorted((account for account in accounts if account.house), key=lambda a: a.code)
    clients = sorted((account for account in accounts if not account.house), key=lambda a: a.code)

    def held(account: Account) -> Counter[str]:
        return Counter(
            {symbol: lots for (code, symbol), lots in positions.items() if code == account.code}
        )

    makers = [
        (account, contract, path, 1 + index)
        for index, account in enumerate(house)
        for contract, path in market
        if account.may_trade(contract)
    ]
    maker_pace = len(makers) * COMMANDS_A_TURN / (rate * MAKER_SHARE)
    trader_pace = len(clients) / (rate * (1 - MAKER_SHARE))
    agents: list[Agent] = [
        Maker(
            account.code,
            contract,
            path,
            ids,
            held(account),
            pace=maker_pace,
            width=width,
            capacity=min(account.position_limit // 2 or CAPACITY, CAPACITY),
        )
        for account, contract, path, width in makers
    ]
    for account in clients:
        allowed = [pair for pair in market if account.may_trade(pair[0])]
        if allowed:
            agents.append(
                Trader(
                    account.code,
                    allowed,
                    ids,
                    held(account),
                    pace=trader_pace,
                    start=maker_pace * JITTER,  # when every maker has quoted once
                )
            )
    return agents
