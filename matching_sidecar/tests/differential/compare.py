"""Run commands through both implementations; find and shrink a difference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matching_sidecar.model.commands import Command
from matching_sidecar.model.enums import BUY, SELL
from matching_sidecar.model.events import Event

from ..naive.exchange import Exchange
from ..subjects import Fast, Naive, Subject
from .generate import Trader

SYMBOLS = ("CL", "NG", "CL-NG")


@dataclass
class Difference:
    """Where the two part: the commands up to there, and what each gave for the last one."""

    commands: list[Command]
    engine: object
    naive: object


def outcome(subject: Subject, command: Command) -> object:
    """What a command gave: events, phases and visible books, or the error it raised."""
    try:
        events: list[Event] = subject.apply(command)
        phases = [subject.phase(symbol) for symbol in SYMBOLS]
        books = [subject.levels(symbol, side) for symbol in SYMBOLS for side in (BUY, SELL)]
    except Exception as error:  # noqa: BLE001 - a crash is a difference too
        return repr(error)
    return events, phases, books


def play(commands: Iterable[Command], engine: Subject, naive: Subject) -> Difference | None:
    """The first difference."""
    done: list[Command] = []
    for command in commands:
        done.append(command)
        found, expected = outcome(engine, command), outcome(naive, command)
        if found != expected:
            return Difference(done, found, expected)
    return None


def check_seed(seed: int, count: int, seen: list[Event]) -> Difference | None:
    """Play ``count`` random commands; ``seen`` gets the events."""
    naive = Naive()
    trader = Trader(seed, naive.exchange)
    engine = Recording(Fast(), seen)
    return play(trader.commands(count), engine, naive)


class Recording:
    """The engine, its events kept."""

    def __init__(self, engine: Fast, seen: list[Event]) -> None:
        self.engine, self.seen = engine, seen
        self.phase, self.levels, self.position = engine.phase, engine.levels, engine.position

    def apply(self, command: Command) -> list[Event]:
        events = self.engine.apply(command)
        self.seen += events
        return events


def shrink(difference: Difference) -> Difference:
    """Drop commands while there still is a difference."""
    size = max(1, len(difference.commands) // 2)
    while size:
        before = len(difference.commands)
        start = 1  # the desk stays
        while start < len(difference.commands):
            kept = difference.commands[:start] + difference.commands[start + size :]
            smaller = play(kept, Fast(), Naive())
            if smaller is None:
                start += size
            else:
                difference = smaller
        if size > 1 or len(difference.commands) == before:
            size //= 2
    return difference


__all__ = ["Difference", "Exchange", "check_seed", "play", "shrink"]
