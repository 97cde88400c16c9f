"""An open-loop client: sends orders at their intended times whatever the answers do, and times
each answer.

Latency counts from the intended time, so that a sender that falls behind does not hide a slow
server. One process, one connection or more; it spins instead of sleeping, because a timer would add its
own half millisecond.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import time
from dataclasses import dataclass
from itertools import islice

import msgspec
import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from matching_sidecar.model import enums
from matching_sidecar.model.commands import CancelOrder, NewOrder
from tools.bench.workload import SYMBOL, commands
from tools.lab.sidecar import LabSidecar

PAUSE = 50e-6
MAX_FRAME = 50
"""Orders that are due together travel in one frame, at most this many."""


class Message(msgspec.Struct):
    """The part of a server message that the client looks at."""

    type: str
    cl_ord_id: str = ""
    code: str = ""
    exec_type: str = ""


@dataclass(frozen=True)
class Outcome:
    """``latencies`` in nanoseconds by order, sorted; ``refused`` maps codes of edge errors to
    their number."""

    sent: int
    seconds: float
    latencies: list[float]
    refused: dict[str, int]

    @property
    def rate(self) -> float:
        """Answered commands per second."""
        return len(self.latencies) / self.seconds


def wire(count: int, first: int) -> list[bytes]:
    """The benchmark's flow as WebSocket messages, named from ``first`` on."""
    encode = msgspec.json.encode
    found = []
    for command in commands(count, seed=first + 1):
        name = f"b{first + int(command.cl_ord_id[1:])}"
        if isinstance(command, CancelOrder):
            orig = f"b{first + int(command.orig_cl_ord_id[1:])}"
            message = {
                "op": "cancel",
                "cl_ord_id": name,
                "orig_cl_ord_id": orig,
                "account": command.account,
            }
        else:
            message = {"op": "new", **_order(command), "cl_ord_id": name}
        found.append(encode(message))
    return found


def rest_bodies(count: int) -> list[dict[str, object]]:
    """The new orders among the first commands of the benchmark's flow, as bodies of ``POST /v1/orders``."""
    flow = (command for command in commands(2 * count, prefix="r"))
    return list(islice((_order(one) for one in flow if isinstance(one, NewOrder)), count))


def _order(command: NewOrder) -> dict[str, object]:
    return {
        "cl_ord_id": command.cl_ord_id,
        "account": command.account,
        "symbol": SYMBOL,
        "side": enums.SIDE_NAMES[command.side],
        "ord_type": "limit",
        "order_qty": command.qty,
        "price": command.price / 100,
        "time_in_force": enums.TIF_NAMES[command.tif],
    }


class _Client(WSListener):
    def __init__(self, first: int, intended: list[int], token: str, connections: int) -> None:
        self.first = first
        self.intended = intended
        self.login = msgspec.json.encode({"op": "login", "token": token})
        self.latencies: dict[int, float] = {}
        self.refused: dict[str, int] = {}
        self.expected = 1 << 62
        self.sessions = connections
        self.ready = asyncio.Event()
        self.done = asyncio.get_running_loop().create_future()
        self.decode = msgspec.json.Decoder(list[Message]).decode

    def on_ws_connected(self, transport: WSTransport) -> None:
        transport.send(WSMsgType.TEXT, self.login)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        now = time.perf_counter_ns()
        if frame.msg_type != WSMsgType.TEXT:
            return
        latencies, intended, first = self.latencies, self.intended, self.first
        for message in self.decode(frame.get_payload_as_memoryview()):
            if message.type == "execution" or message.type == "cancel_reject":
                number = int(message.cl_ord_id[1:]) - first
                if number not in latencies and 0 <= number < len(intended):
                    latencies[number] = float(now - intended[number])
            elif message.type == "login_ok":
                self.sessions -= 1
                if not self.sessions:
                    self.ready.set()
            elif message.type == "error":
                self.refused[message.code] = self.refused.get(message.code, 0) + 1
        self.check()

    async def complete(self, count: int) -> None:
        """Wait until ``count`` commands are answered."""
        self.expected = count
        self.check()
        await self.done

    def check(self) -> None:
        if len(self.latencies) + sum(self.refused.values()) >= self.expected:
            self.done.set_result(None)
            self.expected = 1 << 62


async def _run(
    sidecar: LabSidecar, rate: int, seconds: float, first: int, patience: float, connections: int
) -> Outcome:
    messages = wire(int(rate * seconds), first)
    step = 1e9 / rate
    client = _Client(first, [], sidecar.signer.token(), connections)
    links = [(await ws_connect(lambda: client, sidecar.ws_url))[0] for _ in range(connections)]
    await client.ready.wait()
    gc.collect()
    gc.disable()
    clock = time.perf_counter_ns
    start = clock() + 10_000_000
    client.intended.extend(start + int(number * step) for number in range(len(messages)))
    sent, frames, count = 0, 0, len(messages)
    while sent < count:
        due = min(count, int((clock() - start) / step) + 1)
        while sent < due:
            stop = min(due, sent + MAX_FRAME)
            frame = messages[sent:stop]
            content = frame[0] if len(frame) == 1 else b"[" + b",".join(frame) + b"]"
            links[frames % connections].send(WSMsgType.TEXT, content)
            frames += 1
            sent = stop
        time.sleep(PAUSE)  # noqa: ASYNC251 - leaves the core to the sidecar's threads
        await asyncio.sleep(0)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(client.complete(count), patience)
    elapsed = (clock() - start) / 1e9
    gc.enable()
    for link in links:
        link.disconnect()
    return Outcome(sent, elapsed, sorted(client.latencies.values()), client.refused)


def run(
    sidecar: LabSidecar,
    rate: int,
    seconds: float,
    first: int = 0,
    patience: float = 10,
    connections: int = 1,
) -> Outcome:
    """Offer ``rate`` commands a second for some seconds and wait ``patience`` seconds for late answers."""
    return uvloop.run(_run(sidecar, rate, seconds, first, patience, connections))
