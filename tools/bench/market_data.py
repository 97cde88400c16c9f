"""From a change of the book to the frame a subscriber gets, and how many such messages a second go out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from tools.bench import load
from tools.bench.crowd import Crowd
from tools.bench.figures import Figure, percentile
from tools.bench.workload import ACCOUNTS, SYMBOL, reference
from tools.lab.sidecar import LabSidecar

CHANGES = 1_000
"""Changes of the book a second."""
SUBSCRIBERS = 10
PRICES = 500
"""Each change is at another price than the ones before it, so that a level in a frame names its order."""
LIFE = 50
"""An order is cancelled so many changes after it."""

QUIET_SECONDS = 0.5

CROWD = 100
CROWD_CHANGES = 2_000
GREETING_NEEDLE = '"book_delta"'


def measure(folder: Path, seconds: float) -> list[Figure]:
    """Both measurements."""
    return [*latency(folder, seconds), *fan_out(folder, seconds)]


def latency(folder: Path, seconds: float) -> list[Figure]:
    """1,000 changes a second, ten subscribers; from the engine's time stamp of a command to each frame with it."""
    with LabSidecar(folder / "market-data", reference()) as sidecar:
        times = sorted(uvloop.run(_watch(sidecar, int(CHANGES * seconds))))
    name = "book change to client frame"
    return [
        Figure(name=f"{name}, average", value=sum(times) / len(times), unit="ms", goal=0.5),
        Figure(name=f"{name}, p50", value=percentile(times, 0.5), unit="ms"),
        Figure(name=f"{name}, p99", value=percentile(times, 0.99), unit="ms", goal=1.0),
    ]


def fan_out(folder: Path, seconds: float) -> list[Figure]:
    """One hundred subscribers of one book; what reaches them while up to 2,000 changes a second are offered.

    Changes that share a commit share a message: the messages that arrive are counted, nothing else.
    """
    with LabSidecar(folder / "fan-out", reference()) as sidecar:
        greeting = hello(sidecar, "book")
        with Crowd([sidecar.ws_url], CROWD, [greeting], GREETING_NEEDLE, '"type":"book"') as crowd:
            crowd.mark()
            started = time.perf_counter_ns()
            load.run(sidecar, CROWD_CHANGES, seconds)
            report = crowd.report()
    if report.clients < CROWD or report.closed:
        raise AssertionError(
            f"{report.clients} of {CROWD} subscribers heard, {report.closed} closed"
        )
    return [
        Figure(
            name=f"market data, updates to {CROWD} clients",
            value=report.messages / ((report.last - started) / 1e9),
            unit="updates/s",
            goal=100_000,
            better="higher",
        )
    ]


def hello(sidecar: LabSidecar, channel: str, symbol: str = SYMBOL) -> list[str]:
    """Login and subscription of one client that only looks."""
    login = {"op": "login", "token": sidecar.signer.token((), ("view",))}
    subscribe = {"op": "subscribe", "channel": channel, "symbols": [symbol]}
    return [msgspec.json.encode(one).decode() for one in (login, subscribe)]


class _Message(msgspec.Struct):
    type: str
    ts: int = 0
    price: float | None = None
    ord_status: str = ""
    bids: list[tuple[float, int, int]] = []


class _Client(WSListener):
    """Keeps what it hears with the time it came: decoding waits until the end."""

    def __init__(self, greeting: list[str]) -> None:
        self.frames: list[tuple[int, bytes]] = []
        self._greeting = greeting

    def on_ws_connected(self, transport: WSTransport) -> None:
        for message in self._greeting:
            transport.send(WSMsgType.TEXT, message.encode())

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            self.frames.append((time.time_ns(), frame.get_payload_as_bytes()))


async def _watch(sidecar: LabSidecar, changes: int) -> list[float]:
    """Milliseconds of every change at every subscriber."""
    listeners = [_Client(hello(sidecar, "book")) for _ in range(SUBSCRIBERS)]
    links = [(await ws_connect(lambda one=one: one, sidecar.ws_url))[0] for one in listeners]
    login = msgspec.json.encode({"op": "login", "token": sidecar.signer.token()}).decode()
    trader = _Client([login])
    link, _listener = await ws_connect(lambda: trader, sidecar.ws_url)
    links.append(link)
    for number in range(LIFE):
        link.send(WSMsgType.TEXT, _enter(number))
    clients = (*listeners, trader)
    await _quiet(clients)
    for one in clients:
        one.frames.clear()
    start = time.perf_counter()
    for number in range(changes):
        while time.perf_counter() < start + number / CHANGES:
            time.sleep(50e-6)  # noqa: ASYNC251 - leaves the core to the sidecar
            await asyncio.sleep(0)
        step = number // 2
        link.send(WSMsgType.TEXT, _cancel(step) if number % 2 else _enter(step + LIFE))
    await _quiet(clients)
    for one in links:
        one.disconnect()
    times = _join(trader, listeners)
    if len(times) < changes * SUBSCRIBERS:
        raise AssertionError(
            f"{len(times)} of {changes * SUBSCRIBERS} changes reached their client"
        )
    return times


async def _quiet(clients: Sequence[_Client]) -> None:
    """Wait until nothing has come for a while."""
    heard = -1
    while (now := sum(len(one.frames) for one in clients)) > heard:
        heard = now
        await asyncio.sleep(QUIET_SECONDS)


def _enter(number: int) -> bytes:
    return msgspec.json.encode(
        {
            "op": "new", "cl_ord_id": f"n{number}", "account": ACCOUNTS[0], "symbol": SYMBOL,
            "side": "buy", "ord_type": "limit", "order_qty": 1, "time_in_force": "day",
            "price": (9_900 - number % PRICES) / 100,
        }
    )  # fmt: skip


def _cancel(number: int) -> bytes:
    return msgspec.json.encode(
        {
            "op": "cancel", "cl_ord_id": f"c{number}", "orig_cl_ord_id": f"n{number}",
            "account": ACCOUNTS[0],
        }
    )  # fmt: skip


def _join(trader: _Client, listeners: list[_Client]) -> list[float]:
    """Changed levels to the reports that explain them: the n-th time a level comes (or goes) at a price."""
    decode = msgspec.json.Decoder(list[_Message]).decode
    stamps: dict[tuple[float | None, bool], list[int]] = {}
    for _came, payload in trader.frames:
        for message in decode(payload):
            if message.type == "execution":
                key = message.price, message.ord_status == "new"
                stamps.setdefault(key, []).append(message.ts)
    times = []
    for listener in listeners:
        left = {key: iter(found) for key, found in stamps.items()}
        for came, payload in listener.frames:
            for message in decode(payload):
                for price, qty, _orders in message.bids if message.type == "book_delta" else ():
                    times.append((came - next(left[price, qty > 0])) / 1e6)
    return times
