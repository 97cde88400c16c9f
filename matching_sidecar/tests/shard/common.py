"""A shard in a folder, and replies that remember what they were told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from matching_sidecar.model.commands import (
    CancelOrder,
    Command,
    NewOrder,
    ReplaceOrder,
    UpdateReference,
)
from matching_sidecar.model.events import Answer, Event
from matching_sidecar.shard.config import ShardConfig
from matching_sidecar.shard.shard import Shard
from matching_sidecar.tests.desk import ROWS


class Told:
    """A reply; await ``done``."""

    def __init__(self) -> None:
        self.done = asyncio.get_running_loop().create_future()
        self.events: Sequence[Event] = ()

    def answer(self, answer: Answer | None, events: Sequence[Event]) -> None:
        self.events = events
        self.done.set_result(answer)

    def refuse(self, code: str, text: str) -> None:
        self.done.set_result(code)


def run(coroutine):
    """Run it to its end, which must come."""
    return asyncio.run(asyncio.wait_for(coroutine, 120))


async def ask(shard: Shard, command: Command):
    told = Told()
    shard.submit(command, told)
    return await told.done


def order(number: int, **change) -> NewOrder:
    values = {
        "ts": 0,
        "account": "NORD-01" if number % 2 else "ALPS-01",
        "cl_ord_id": f"o{number}",
        "symbol": "CLF27",
        "side": 1 + number % 2,
        "ord_type": 2,
        "tif": 1,
        "qty": 1 + number % 7,
        "price": 10_000 + number % 11 - (5 if number % 2 == 0 else -5) * (number % 3),
        "entered_by": "tester",
    }
    return NewOrder(**(values | change))


def cancel(number: int, orig: str, account: str = "NORD-01") -> CancelOrder:
    return CancelOrder(0, account, f"c{number}", orig)


def replace(number: int, orig: str, *, qty: int, price: int, symbol: str = "CLF27"):
    return ReplaceOrder(0, "NORD-01", f"r{number}", orig, symbol, qty, price)


async def opened(folder, **config) -> Shard:
    shard = Shard.open(ShardConfig(folder, **config))
    if not shard.engine.instruments:
        await ask(shard, UpdateReference(0, list(ROWS)))
    return shard
