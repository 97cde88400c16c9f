"""The two implementations of the rules behind one face: the engine and the naive book."""

from __future__ import annotations

from typing import Protocol

from matching_sidecar.engine.engine import Engine
from matching_sidecar.model.commands import Command
from matching_sidecar.model.events import Event

from .naive.exchange import Exchange


class Subject(Protocol):
    """What the tables and the differential fuzz ask of an implementation."""

    def apply(self, command: Command) -> list[Event]: ...

    def levels(self, symbol: str, side: int) -> list[tuple[int, int, int]]:
        """Price, visible quantity and number of orders of each level, best first."""

    def phase(self, symbol: str) -> int: ...

    def position(self, account: str, symbol: str) -> int: ...


class Fast:
    """The engine."""

    def __init__(self) -> None:
        self.engine = Engine()

    def apply(self, command: Command) -> list[Event]:
        events: list[Event] = []
        self.engine.apply(command, events)
        return events

    def levels(self, symbol: str, side: int) -> list[tuple[int, int, int]]:
        return list(self.engine.instruments[symbol].book.levels(side))

    def phase(self, symbol: str) -> int:
        return self.engine.instruments[symbol].status

    def position(self, account: str, symbol: str) -> int:
        return self.engine.accounts[account].exposure(symbol).net


class Naive:
    """The second implementation."""

    def __init__(self) -> None:
        self.exchange = Exchange()
        self.apply = self.exchange.apply
        self.levels = self.exchange.levels
        self.position = self.exchange.position

    def phase(self, symbol: str) -> int:
        return self.exchange.instruments[symbol].phase


SUBJECTS: dict[str, type[Subject]] = {"engine": Fast, "naive": Naive}
