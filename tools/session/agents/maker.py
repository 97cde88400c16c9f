"""A house market maker: a ladder of quotes around the fair price of one instrument."""

import math
import random
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from matching_sidecar.client import New, Replace
from tools.session.agents.agent import Agent, Command
from tools.session.agents.working import Working
from tools.session.contract import Contract
from tools.session.path import PricePath

LEVELS = 5
JITTER = 1.2
"""Longest wait for a turn, in paces."""
LEAN = 3.0
"""Levels by which the ladder is moved against a position that uses the whole capacity."""

Side = Literal["buy", "sell"]
Quote = tuple[str, int]
"""Side and price in ticks."""


class Maker(Agent):
    """Keeps one order on each level; when the fair price moves, orders that are out of place move with it.

    Args:
        width: levels between the fair price and the best quote, at least 1.
        capacity: lots to be long or short at most.
    """

    def __init__(
        self,
        account: str,
        contract: Contract,
        path: PricePath,
        ids: Iterator[str],
        positions: Counter[str],
        *,
        pace: float,
        width: int,
        capacity: int,
    ) -> None:
        super().__init__(f"{account} {contract.symbol}", account, ids, positions, pace)
        self.contract = contract
        self._path = path
        self._width = width
        self._capacity = capacity

    def places(self) -> list[tuple[str, str]]:
        """Its one instrument."""
        return [(self.account, self.contract.symbol)]

    def wait(self, rng: random.Random) -> float:
        """Regular, with some jitter."""
        return self.pace * rng.uniform(2 - JITTER, JITTER)

    def act(self, at: float, rng: random.Random) -> list[Command]:
        """Bring the ladder to where it belongs."""
        wanted = self.ladder(at)
        there = {self._quote(order): order for order in self.working.all()}
        missing = [quote for quote in wanted if quote not in there]
        stale = [order for order in self.working.idle() if self._quote(order) not in wanted]
        commands: list[Command] = []
        # The side the price moves towards makes room first: the account never meets itself.
        sides: list[Side] = ["sell", "buy"] if self._rises(wanted) else ["buy", "sell"]
        for side in sides:
            commands += self._move(
                [order for order in stale if order.side == side],
                [ticks for other, ticks in missing if other == side],
                side,
                rng,
            )
        return commands

    def ladder(self, at: float) -> list[Quote]:
        """The quotes that belong into the book, best first."""
        contract, held = self.contract, self.positions[self.contract.symbol]
        step = contract.spacing
        middle = contract.ticks(self._path.fair(at)) / step - LEAN * held / self._capacity
        bid, ask = math.ceil(middle) - self._width, math.floor(middle) + self._width
        ladder: list[Quote] = []
        if held < self._capacity:
            ladder += [("buy", (bid - level) * step) for level in range(LEVELS)]
        if held > -self._capacity:
            ladder += [("sell", (ask + level) * step) for level in range(LEVELS)]
        return [quote for quote in ladder if quote[1] > 0]

    def _rises(self, wanted: list[Quote]) -> bool:
        """Whether an own ask is below where asks belong now."""
        best = min((ticks for side, ticks in wanted if side == "sell"), default=math.inf)
        asks = (self._quote(order)[1] for order in self.working.all() if order.side == "sell")
        return any(ticks < best for ticks in asks)

    def _move(
        self, stale: list[Working], missing: list[int], side: Side, rng: random.Random
    ) -> list[Command]:
        """Replace orders that are out of place by those that are missing; enter or cancel the rest."""
        commands: list[Command] = []
        for order, ticks in zip(stale, missing, strict=False):
            commands.append(
                Replace(
                    next(self._ids),
                    order.cl_ord_id,
                    self.account,
                    order.symbol,
                    order.qty - order.leaves + self._size(rng),
                    self.contract.price(ticks),
                )
            )
        for ticks in missing[len(stale) :]:
            commands.append(
                New(
                    next(self._ids),
                    self.account,
                    self.contract.symbol,
                    side,
                    self._size(rng),
                    price=self.contract.price(ticks),
                )
            )
        for command in commands:
            self.working.sent(command)
        return commands + [self._cancel(order.cl_ord_id) for order in stale[len(missing) :]]

    def _size(self, rng: random.Random) -> int:
        return rng.randint(4, 16) * self.contract.lot

    def _quote(self, order: Working) -> Quote:
        return order.side, round(self.contract.ticks(order.price))
