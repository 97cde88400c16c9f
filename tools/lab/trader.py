"""A client that enters orders at a steady rate, whatever happens, and remembers what it was told."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import threading
import time
from collections import Counter
from itertools import count
from types import TracebackType
from typing import Any, NamedTuple, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tools.lab.waiting import wait_until

RETRY_SECONDS = 0.1
RETRIED = ("NOT_LEADER", "JOURNAL_UNAVAILABLE", "NOT_READY", "OVERLOADED")


class Answered(NamedTuple):
    """An order's first answer: when it was sent and answered (monotonic seconds), its event."""

    sent: float
    answered: float
    seq: int


class Trader:
    """Use as a context manager: it trades in a thread of its own.

    An order keeps its id until it has an answer: it is sent again on a new connection and after
    a refusal that says so. ``contradictions`` are ids answered twice, differently.
    """

    def __init__(self, url: str, token: str, rate: float = 200, seed: int = 1) -> None:
        self.answered: dict[str, Answered] = {}
        self.refused: Counter[str] = Counter()
        self.contradictions: set[str] = set()
        self.connections = 0
        self._url = url
        self._token = token
        self._rate = rate
        self._dice = random.Random(seed)  # noqa: S311 - order flow
        self._session = f"t{time.time_ns():x}"
        self._waiting: dict[str, tuple[float, str]] = {}
        self._again: list[str] = []
        self._stop = threading.Event()
        self._pause = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._trade()))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join(30)

    @property
    def acked(self) -> dict[str, int]:
        """Event numbers of the answered orders."""
        return {name: found.seq for name, found in list(self.answered.items())}

    def gap(self, since: float, timeout: float = 60) -> float:
        """Seconds from a moment (monotonic) to the first answer to an order sent after it; waits
        for it.

        Raises:
            TimeoutError: there was none in time.
        """
        while time.monotonic() < since + timeout:
            answers = [found for found in list(self.answered.values()) if found.sent > since]
            if answers:
                return min(found.answered for found in answers) - since
            time.sleep(0.01)
        raise TimeoutError(f"no order was answered for {timeout} s")

    def answers(self, count: int, timeout: float = 60) -> None:
        """Wait until so many more orders are answered.

        Raises:
            TimeoutError: they are not in time.
        """
        wanted = len(self.answered) + count
        wait_until(lambda: len(self.answered) >= wanted, timeout)

    def finish(self, timeout: float = 60) -> None:
        """Enter no more orders and wait until all have an answer.

        Raises:
            TimeoutError: some have none.
        """
        self._pause.set()
        until = time.monotonic() + timeout
        while self._waiting:
            if time.monotonic() > until:
                raise TimeoutError(f"{len(self._waiting)} orders have no answer")
            time.sleep(0.02)

    async def _trade(self) -> None:
        numbers = count(1)
        while not self._stop.is_set():
            with contextlib.suppress(OSError, ConnectionClosed, TimeoutError):
                async with connect(self._url, max_size=None, open_timeout=2) as socket:
                    self.connections += 1
                    await socket.send(json.dumps({"op": "login", "token": self._token}))
                    for _sent, order in list(self._waiting.values()):
                        await socket.send(order)
                    receiving = asyncio.create_task(self._receive(socket))
                    try:
                        await self._send(socket, numbers)
                    finally:
                        receiving.cancel()
            await asyncio.sleep(RETRY_SECONDS)

    async def _send(self, socket: ClientConnection, numbers: count[int]) -> None:
        due = time.monotonic()
        while not self._stop.is_set():
            again, self._again = self._again, []
            for cl_ord_id in again:
                if cl_ord_id in self._waiting:
                    await socket.send(self._waiting[cl_ord_id][1])
            while due <= time.monotonic() and not self._pause.is_set():
                cl_ord_id, order = self._order(next(numbers))
                self._waiting[cl_ord_id] = (time.monotonic(), order)
                due += 1 / self._rate
                await socket.send(order)
            await asyncio.sleep(0.005)
            if self._pause.is_set():
                await socket.ping()

    async def _receive(self, socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for frame in socket:
                for message in json.loads(frame):
                    self._take(message)
        await socket.close()

    def _take(self, message: dict[str, Any]) -> None:
        cl_ord_id = message.get("cl_ord_id", "")
        if message["type"] == "error":
            self.refused[message["code"]] += 1
            if message["code"] in RETRIED:
                loop = asyncio.get_running_loop()
                loop.call_later(RETRY_SECONDS, lambda: self._again.append(cl_ord_id))
        elif message["type"] == "execution":
            sent, _order = self._waiting.pop(cl_ord_id, (0.0, ""))
            first = self.answered.get(cl_ord_id)
            if first is None:
                self.answered[cl_ord_id] = Answered(sent, time.monotonic(), message["seq"])
            elif first.seq != message["seq"]:
                self.contradictions.add(cl_ord_id)

    def _order(self, number: int) -> tuple[str, str]:
        """Prices overlap, so that a good part trades."""
        dice = self._dice
        cl_ord_id = f"{self._session}-{number}"
        order = {
            "op": "new",
            "cl_ord_id": cl_ord_id,
            "account": dice.choice(("NORD-01", "ALPS-01")),
            "symbol": "CLF27",
            "side": dice.choice(("buy", "sell")),
            "order_qty": dice.randint(1, 9),
            "price": round(80 + dice.randrange(-30, 31) / 100, 2),
            "time_in_force": dice.choice(("day", "gtc", "ioc", "fok")),
        }
        return cl_ord_id, json.dumps(order)
