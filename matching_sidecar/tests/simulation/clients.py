"""Clients on a bad network: what they send, lose, send again, and remember."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from matching_sidecar.model import enums
from matching_sidecar.model.commands import CancelOrder, Command, NewOrder, ReplaceOrder
from matching_sidecar.model.events import Answer, CancelReject, Event, Execution
from matching_sidecar.model.terms import Terms
from matching_sidecar.shard.shard import Shard

ACCOUNTS = ("NORD-01", "NORD-02", "ALPS-01", "HOUSE-MM1")
RETRY_SECONDS = 0.5


@dataclass
class Memory:
    """What all clients together were told; it outlives the sidecar's processes."""

    acknowledged: dict[tuple[str, str], Execution | CancelReject] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    broken: list[str] = field(default_factory=list)
    """Promises that were broken as the client sees it; a shard would take an exception for its own."""


class Client:
    """Sends commands one after the other, each until it is answered. ``shard`` is None while away."""

    def __init__(self, account: str, dice: random.Random, memory: Memory) -> None:
        self.account = account
        self.shard: Shard | None = None
        self._dice = dice
        self._memory = memory
        self._numbers = 0
        self._working: list[str] = []
        self._pending: Command | None = None

    def run(self, commands: int) -> None:
        """Go on with what waits for an answer, then with new commands."""
        self._left = commands
        if self._pending is None:
            self._next()
        else:
            self._send(self._pending)

    @property
    def idle(self) -> bool:
        """Everything was answered and no more is planned."""
        return self._pending is None

    def _next(self) -> None:
        self._pending = None
        if self._left > 0:
            self._left -= 1
            self._pending = self._invent()
            self._send(self._pending)

    def _send(self, command: Command) -> None:
        """Delayed, perhaps lost, perhaps twice; again when nothing is heard."""
        loop, shard = asyncio.get_running_loop(), self.shard
        self._memory.sent += 1
        for _ in range(self._dice.choice((0, 1, 1, 1, 1, 1, 2))):
            copy = msgspec.structs.replace(command)  # type: ignore[type-var]
            loop.call_later(self._dice.expovariate(200), self._arrive, shard, copy, command)
        loop.call_later(RETRY_SECONDS, self._retry, shard, command)

    def _retry(self, shard: Shard | None, command: Command) -> None:
        if self._pending is command and self.shard is shard:
            self._send(command)

    def _arrive(self, shard: Shard | None, copy: Command, command: Command) -> None:
        if shard is not None and self.shard is shard:
            shard.submit(copy, _Envelope(self, command))

    def hear(self, command: Command, said: Answer | str | None) -> None:
        """An answer leaves the sidecar: delayed, perhaps lost."""
        self._memory_of(command, said)
        if self._dice.random() < 0.1:
            return
        loop = asyncio.get_running_loop()
        loop.call_later(self._dice.expovariate(200), self._take, self.shard, command, said)

    def _memory_of(self, command: Command, said: Answer | str | None) -> None:
        """What left the sidecar is promised, whether it arrives or not."""
        if isinstance(said, str):
            self._memory.refusals[said] = self._memory.refusals.get(said, 0) + 1
            return
        if not isinstance(said, Execution | CancelReject):
            self._memory.broken.append(f"{command} was answered {said}")
            return
        key = (self.account, command.cl_ord_id)  # type: ignore[union-attr]
        known = self._memory.acknowledged.setdefault(key, said)
        if known != said:
            self._memory.broken.append(f"{key} had {known}, and now {said}")

    def _take(self, shard: Shard | None, command: Command, said: Answer | str | None) -> None:
        if self._pending is not command or self.shard is not shard:
            return
        if isinstance(said, str):
            return  # refused for now: the same again after a while
        if isinstance(said, Execution) and said.ord_status in (enums.NEW, enums.PARTIALLY_FILLED):
            self._working.append(said.cl_ord_id)
        self._next()

    def _invent(self) -> Command:
        self._numbers += 1
        name, draw = f"{self.account}-{self._numbers}", self._dice.random()
        if draw < 0.2 and self._working:
            return CancelOrder(0, self.account, name, self._dice.choice(self._working))
        if draw < 0.3 and self._working:
            return ReplaceOrder(
                0, self.account, name, self._dice.choice(self._working), "CLF27",
                self._dice.randrange(1, 12), self._price(),
            )  # fmt: skip
        return self._order(name, draw)

    def _order(self, name: str, draw: float) -> NewOrder:
        ord_type, terms = enums.LIMIT, None
        tif = self._dice.choice((enums.DAY, enums.GTC, enums.GTC, enums.IOC, enums.FOK))
        if draw > 0.9:
            ord_type, tif = enums.STOP, enums.GTC
            terms = Terms(stop_price=self._price(), trigger=enums.LAST)
        elif draw > 0.85 and tif in (enums.DAY, enums.GTC):
            terms = Terms(display_qty=1, display_method=enums.INITIAL)
        return NewOrder(
            0, self.account, name, "CLF27", self._dice.choice((enums.BUY, enums.SELL)), ord_type,
            tif, self._dice.randrange(1, 12), self._price(), "tester", terms,
        )  # fmt: skip

    def _price(self) -> int:
        return 10_000 + self._dice.randrange(-8, 9)


class _Envelope:
    """Brings the shard's answer to the client."""

    def __init__(self, client: Client, command: Command) -> None:
        self._client = client
        self._command = command

    def answer(self, answer: Answer | None, events: Sequence[Event]) -> None:
        self._client.hear(self._command, answer)

    def refuse(self, code: str, text: str) -> None:
        self._client.hear(self._command, code)
