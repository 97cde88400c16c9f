"""A client's trader: enters, changes and cancels orders around the fair price, and errs now and then."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence

from matching_sidecar.client import New, Replace
from tools.session.agents import mistakes
from tools.session.agents.agent import Agent, Command
from tools.session.contract import Contract
from tools.session.path import PricePath

MAX_WORKING = 12
MAX_LOTS = 25
MAX_VALUE = 3_000_000
"""Of one order, in money."""
COMFORT = 60
"""Lots in one instrument from which on a trader mostly reduces."""

CANCEL, REPLACE, ERR = 0.14, 0.10, 0.015
"""How often a turn is one of these; otherwise it is a new order."""

STYLES = ("passive", "crossing", "market", "ioc", "fok")
STYLE_WEIGHTS = (50, 18, 12, 12, 8)


class Trader(Agent):
    """Trades some instruments for one account.

    Args:
        market: the instruments and their fair prices.
    """

    def __init__(
        self,
        account: str,
        market: Sequence[tuple[Contract, PricePath]],
        ids: Iterator[str],
        positions: Counter[str],
        *,
        pace: float,
        start: float,
    ) -> None:
        super().__init__(account, account, ids, positions, pace, start)
        self.errors: dict[str, str] = {}
        """Code that each deliberate mistake must be refused with, by client order id."""
        self._market = market

    def places(self) -> list[tuple[str, str]]:
        """Everything its account may trade."""
        return [(self.account, contract.symbol) for contract, _ in self._market]

    def wait(self, rng: random.Random) -> float:
        """Like calls at a desk: independent of each other."""
        return rng.expovariate(1 / self.pace)

    def act(self, at: float, rng: random.Random) -> list[Command]:
        """One decision."""
        roll = rng.random()
        idle = self.working.idle()
        if idle and (roll < CANCEL or len(self.working) >= MAX_WORKING):
            return [self._cancel(idle[0].cl_ord_id)]
        if idle and roll < CANCEL + REPLACE:
            return [self._replace(rng.choice(idle).cl_ord_id, at, rng)]
        if roll > 1 - ERR:
            return [self._err(at, rng)]
        return [self._enter(at, rng)]

    def _enter(self, at: float, rng: random.Random) -> New:
        contract, path = rng.choice(self._market)
        held = self.positions[contract.symbol]
        side = "buy" if rng.random() < 0.5 - 0.4 * max(-1.0, min(1.0, held / COMFORT)) else "sell"
        (style,) = rng.choices(STYLES, STYLE_WEIGHTS)
        most = max(1, min(MAX_LOTS, int(MAX_VALUE / contract.value)))
        qty = min(1 + int(rng.expovariate(0.25)), most) * contract.lot
        command = New(next(self._ids), self.account, contract.symbol, side, qty)  # type: ignore[arg-type]
        if style == "market":
            command.ord_type = "market"
        else:
            levels = rng.randint(0, 4) if style == "passive" else -rng.randint(2, 4)
            command.price = contract.price(_away(contract, path.fair(at), side, levels))
            if style in ("ioc", "fok"):
                command.time_in_force = style  # type: ignore[assignment]
        self.working.sent(command)
        return command

    def _replace(self, cl_ord_id: str, at: float, rng: random.Random) -> Command:
        order = next(order for order in self.working.all() if order.cl_ord_id == cl_ord_id)
        contract, path = next(pair for pair in self._market if pair[0].symbol == order.symbol)
        ticks = _away(contract, path.fair(at), order.side, rng.randint(0, 3))
        qty = max(
            order.qty + rng.randint(-1, 3) * contract.lot, order.qty - order.leaves + contract.lot
        )
        command = Replace(
            next(self._ids), cl_ord_id, self.account, order.symbol, qty, contract.price(ticks)
        )
        self.working.sent(command)
        return command

    def _err(self, at: float, rng: random.Random) -> New:
        contract, path = rng.choice(self._market)
        ticks = _away(contract, path.fair(at), "buy", 1)
        command = New(
            next(self._ids),
            self.account,
            contract.symbol,
            "buy",
            contract.lot,
            price=contract.price(ticks),
        )
        self.errors[command.cl_ord_id] = mistakes.make(command, contract, rng)
        return command


def _away(contract: Contract, fair: float, side: str, levels: int) -> int:
    """Ticks of the price that is ``levels`` on the passive side of the fair price; negative: beyond it."""
    distance = levels * contract.spacing
    return max(1, round(contract.ticks(fair) + (-distance if side == "buy" else distance)))
