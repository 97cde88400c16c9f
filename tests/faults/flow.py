"""A client that keeps sending orders and remembers what it was told."""

from __future__ import annotations

import contextlib
import json
import random
import threading
import time
from itertools import count
from typing import Protocol

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tools.lab.keys import Signer


class Market(Protocol):
    """A sidecar to trade at."""

    ws_url: str
    signer: Signer


class Flow:
    """Sends in the background until the connection breaks.

    ``acked`` maps client order ids to event numbers.
    """

    def __init__(
        self,
        seed: int = 1,
        accounts: tuple[str, ...] = ("NORD-01", "ALPS-01"),
        middle: float = 80.0,
        lots: int = 9,
    ) -> None:
        self._accounts, self._middle, self._lots = accounts, middle, lots
        self._session = f"f{time.time_ns():x}"
        self.acked: dict[str, int] = {}
        self.refused: dict[str, str] = {}
        self.sent: dict[str, dict] = {}
        self._numbers = count(1)
        self._dice = random.Random(seed)
        self._threads: list[threading.Thread] = []

    def start(self, sidecar: Market, frame: int = 20, pause: float = 0.002) -> None:
        """Connect and send a frame of orders after each pause (seconds)."""
        self._socket = connect(sidecar.ws_url, max_size=None)
        self._stop = threading.Event()
        self._socket.send(json.dumps({"op": "login", "token": sidecar.signer.token()}))
        assert json.loads(self._socket.recv(60))[0]["type"] == "login_ok"
        self._threads = [
            threading.Thread(target=self._send, args=(frame, pause)),
            threading.Thread(target=self._receive),
        ]
        for thread in self._threads:
            thread.start()

    def answers(self, count: int, seconds: float = 60) -> None:
        """Wait until so many more orders are acknowledged."""
        wanted, until = len(self.acked) + count, time.monotonic() + seconds
        while len(self.acked) < wanted:
            assert time.monotonic() < until, f"not {count} answers in {seconds} s"
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop sending; wait for what is on its way."""
        self._stop.set()
        self._threads[0].join(60)
        with contextlib.suppress(ConnectionClosed):
            self._socket.close()
        self._threads[1].join(60)
        assert not any(thread.is_alive() for thread in self._threads)

    def order(self) -> dict:
        """The next order: prices overlap, so that a good part trades."""
        number, dice = next(self._numbers), self._dice
        order = {
            "op": "new",
            "cl_ord_id": f"{self._session}-{number}",
            "account": dice.choice(self._accounts),
            "symbol": "CLF27",
            "side": dice.choice(("buy", "sell")),
            "order_qty": dice.randint(1, self._lots),
            "price": round(self._middle + dice.randrange(-30, 31) / 100, 2),
            "time_in_force": dice.choice(("day", "gtc", "ioc", "fok")),
        }
        self.sent[order["cl_ord_id"]] = order
        return order

    def _send(self, frame: int, pause: float) -> None:
        with contextlib.suppress(ConnectionClosed):
            while not self._stop.wait(pause):
                self._socket.send(json.dumps([self.order() for _ in range(frame)]))

    def _receive(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            for frame in self._socket:
                for message in json.loads(frame):
                    if message["type"] == "execution":
                        self.acked.setdefault(message["cl_ord_id"], message["seq"])
                    elif message["type"] == "error":
                        self.refused[message["cl_ord_id"]] = message["code"]
