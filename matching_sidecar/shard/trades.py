"""Finding a trade in the event log, to cancel or correct it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ..model.commands import BustTrade, CorrectTrade
from ..model.enums import EXEC_TRADE, EXEC_TRADE_CANCEL, EXEC_TRADE_CORRECT
from ..model.events import Answer, Event, Execution, Refusal
from .event_log import EventLog
from .shard import Shard

CHUNK = 1_000
"""Events read at once: a moment of the interpreter, which the event loop shares."""
ATTEMPTS = 5


class Trade(NamedTuple):
    """``fills`` are a trade's reports with the price it has now, ``latest`` the latest report of
    each of their orders."""

    fills: list[Execution]
    latest: list[Execution]


class NotTaken(Exception):
    """The shard did not take the command."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


async def amend(
    shard: Shard, trade_id: int, price: int | None = None
) -> tuple[Refusal | None, Sequence[Event]]:
    """Cancel a trade, or give it another ``price`` (ticks).

    Returns:
        The refusal (``UNKNOWN_TRADE``, ``ORDER_CHANGED`` when its orders change all the time,
        ``PRICE_BAND``), or None and the reports.

    Raises:
        NotTaken: the shard takes no commands now.
    """
    refusal = unknown = Refusal("UNKNOWN_TRADE", "")
    for _ in range(ATTEMPTS):
        last_seq = shard.event_log.last_seq
        found = await asyncio.to_thread(find, shard.event_log, trade_id, last_seq)
        if found is None:
            return unknown, ()
        reply = _Reply()
        if price is None:
            shard.submit(BustTrade(0, trade_id, *found), reply)
        else:
            shard.submit(CorrectTrade(0, trade_id, price, *found), reply)
        answer, events = await reply.done
        if not isinstance(answer, Refusal):
            return None, events
        refusal = answer
        if refusal.code != "ORDER_CHANGED":
            break
    return refusal, ()


def find(event_log: EventLog, trade_id: int, last_seq: int) -> Trade | None:
    """Look a trade up among the events to ``last_seq`` (reads as much of the log as follows it).

    None when there is no such trade, or it was cancelled.
    """
    first = _first_fill(event_log, trade_id, last_seq)
    if first is None:
        return None
    fills: list[Execution] = []
    latest: dict[int, Execution] = {}
    for event in _events(event_log, first, last_seq):
        if event.trade_id == trade_id:
            if event.exec_type == EXEC_TRADE:
                fills.append(event)
                latest[event.order_id] = event
            elif event.exec_type == EXEC_TRADE_CANCEL:
                return None
            elif event.exec_type == EXEC_TRADE_CORRECT:
                fills = [_at(fill, event.last_price) for fill in fills]
        if event.order_id in latest:
            latest[event.order_id] = event
    return Trade(fills, [latest[fill.order_id] for fill in fills])


def _first_fill(event_log: EventLog, trade_id: int, last_seq: int) -> int | None:
    """The number of a trade's first report, by bisection: trade numbers rise with those of the
    events."""
    low, high = 1, last_seq + 1
    while low < high:
        middle = (low + high) // 2
        fill = _next_fill(event_log, middle, high)
        if fill is None or fill.trade_id >= trade_id:
            high = middle
        else:
            low = fill.seq + 1
    found = _next_fill(event_log, low, last_seq + 1)
    return found.seq if found is not None and found.trade_id == trade_id else None


def _next_fill(event_log: EventLog, seq: int, stop: int) -> Execution | None:
    """The first fill from ``seq`` on and before ``stop``."""
    for event in _events(event_log, seq, stop - 1):
        if event.exec_type == EXEC_TRADE:
            return event
    return None


def _events(event_log: EventLog, seq: int, last_seq: int) -> Iterator[Execution]:
    size = 16
    while seq <= last_seq:
        events = event_log.read(seq, min(size, last_seq - seq + 1))
        if not events:
            return
        for event in events:
            if isinstance(event, Execution):
                yield event
        seq += len(events)
        size = min(2 * size, CHUNK)


def _at(fill: Execution, price: int) -> Execution:
    return replace(fill, last_price=price)


class _Reply:
    """Brings the shard's answer back."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.done: asyncio.Future[tuple[Answer | None, Sequence[Event]]] = loop.create_future()

    def answer(self, answer: Answer | None, events: Sequence[Event]) -> None:
        """See ``shard.Reply``."""
        if not self.done.done():
            self.done.set_result((answer, events))

    def refuse(self, code: str, text: str) -> None:
        """See ``shard.Reply``."""
        if not self.done.done():
            self.done.set_exception(NotTaken(code, text))
