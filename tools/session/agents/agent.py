"""What every agent has: an account, its working orders and its positions."""

import random
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator

from matching_sidecar.client import Cancel, ExecutionReport, New, Replace, ServerMessage
from tools.session.agents.working import WorkingOrders

Command = New | Cancel | Replace


class Agent(ABC):
    """Acts in turns and hears what becomes of its orders.

    Args:
        name: unique in the session.
        ids: client order ids nobody has used.
        positions: lots by symbol at the start.
        pace: seconds between two turns, on average.
        start: seconds into the session from when on it acts.
    """

    def __init__(
        self,
        name: str,
        account: str,
        ids: Iterator[str],
        positions: Counter[str],
        pace: float,
        start: float = 0.0,
    ) -> None:
        self.name = name
        self.account = account
        self.positions = positions
        self.pace = pace
        self.start = start
        self.working = WorkingOrders()
        self._ids = ids

    @abstractmethod
    def places(self) -> list[tuple[str, str]]:
        """Account and symbol of everything it trades."""

    @abstractmethod
    def act(self, at: float, rng: random.Random) -> list[Command]:
        """The commands of a turn, ``at`` seconds after the session's start."""

    @abstractmethod
    def wait(self, rng: random.Random) -> float:
        """Seconds until the next turn."""

    def hear(self, message: ServerMessage) -> None:
        """Take a report about this account."""
        if isinstance(message, ExecutionReport) and message.last_qty:
            lots = message.last_qty if message.side == "buy" else -message.last_qty
            self.positions[message.symbol] += lots
        self.working.hear(message)

    def _cancel(self, cl_ord_id: str) -> Cancel:
        command = Cancel(next(self._ids), cl_ord_id, self.account)
        self.working.sent(command)
        return command
