"""A whole session in virtual time."""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import NamedTuple

import msgspec

from matching_sidecar.client import Cancel, New, Replace
from matching_sidecar.model.reference import InstrumentRow
from matching_sidecar.wire.errors import ErrorMessage
from matching_sidecar.wire.reports import Report
from tests.session.exchange import ROWS, Exchange
from tools.session.agents.agent import Agent
from tools.session.contract import Contract
from tools.session.schedule import turns
from tools.session.troupe import Account, Market, assemble, market


class Played(NamedTuple):
    """What a session was made of and what came of it."""

    exchange: Exchange
    market: Market
    agents: list[Agent]
    commands: list[tuple[float, New | Cancel | Replace]]
    messages: list[Report | ErrorMessage]


def contracts() -> list[Contract]:
    return [
        Contract.of({"symbol": row.code, **msgspec.structs.asdict(row)})
        for row in ROWS
        if isinstance(row, InstrumentRow)
    ]


def accounts() -> list[Account]:
    return Account.all_of(msgspec.to_builtins(row) for row in ROWS)


def play(seed: int, seconds: float = 10.0, rate: float = 200.0) -> Played:
    exchange = Exchange()
    numbers = count(1)
    priced = market(contracts(), seed, seconds)
    agents = assemble(priced, accounts(), rate, (f"t-{n}" for n in numbers), {})
    by_place = {place: agent for agent in agents for place in agent.places()}
    commands: list[tuple[float, New | Cancel | Replace]] = []
    messages: list[Report | ErrorMessage] = []
    for at, agent, rng in turns(agents, seed):
        if at > seconds:
            break
        for command in agent.act(at, rng):
            commands.append((at, msgspec.structs.replace(command)))
            for message in exchange.send(command, at):
                messages.append(message)
                if isinstance(message, ErrorMessage):
                    agent.hear(message)
                else:
                    by_place[message.account, message.symbol].hear(message)
    return Played(exchange, priced, agents, commands, messages)


def positions(played: Played) -> Counter[tuple[str, str]]:
    """Lots by account and symbol, from the reports alone."""
    held: Counter[tuple[str, str]] = Counter()
    for message in played.messages:
        if not isinstance(message, ErrorMessage) and getattr(message, "last_qty", 0):
            lots = message.last_qty if message.side == "buy" else -message.last_qty
            held[message.account, message.symbol] += lots
    return held
