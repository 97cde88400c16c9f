"""Recorded order flow as fast as the sidecar takes it: large frames over the WebSocket.

The book is not asked for in between, that would slow it down. What it was after each message is found in the sidecar's
journal afterwards: the commands are there in their order, and the engine gives the same book for them.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import msgspec
import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from matching_sidecar.engine.engine import Engine
from matching_sidecar.journal import segments
from matching_sidecar.journal.segments import Segments
from matching_sidecar.model.enums import BUY, SELL
from tools.lab.sidecar import LabSidecar
from tools.replay.comparison import SYMBOL, Result, compare, walk
from tools.replay.lobster import Depth, Levels, Side
from tools.replay.market import Market
from tools.replay.venue import RestVenue

FRAME = 200
"""Orders in a frame."""
UNDER_WAY = 2_000
"""Orders sent and not answered yet, at most."""
PATIENCE = 60.0
MOST_LEVELS = 10_000


def replay(path: Path, sidecar: LabSidecar, check: bool) -> Result:
    """Send everything, then compare the book after every visible message."""
    venue = _Recorder()
    market, result = Market(venue), Result()
    visible: list[tuple[int, int, Depth]] = []
    for number, shown, depth in walk(path, market):
        result.messages = number
        if shown:
            visible.append((number, market.sent, depth))
    started = time.monotonic()
    uvloop.run(_send(sidecar, venue.messages))
    result.seconds = time.monotonic() - started
    result.orders, result.taken_over = market.sent, market.taken_over
    if check:
        _compare(result, sidecar, visible)
    return result


class _Recorder:
    """A venue that only remembers; see ``market.Venue``."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []

    def new(self, account: str, name: str, side: Side, qty: int, price: int, tif: str) -> None:
        self._add(
            op="new", account=account, cl_ord_id=name, symbol=SYMBOL, side=side, ord_type="limit",
            order_qty=qty, price=price / 10_000, time_in_force=tif,
        )  # fmt: skip

    def cancel(self, account: str, name: str, orig: str) -> None:
        self._add(op="cancel", account=account, cl_ord_id=name, orig_cl_ord_id=orig)

    def replace(self, account: str, name: str, orig: str, qty: int, price: int) -> None:
        self._add(
            op="replace", account=account, cl_ord_id=name, orig_cl_ord_id=orig, symbol=SYMBOL,
            order_qty=qty, price=price / 10_000,
        )  # fmt: skip

    def _add(self, **message: object) -> None:
        self.messages.append(msgspec.json.encode(message))


class _Answer(msgspec.Struct):
    type: str
    text: str = ""
    ord_status: str = ""


class _Client(WSListener):
    """Counts answers; a refusal ends the replay."""

    def __init__(self, login: bytes) -> None:
        self.answered = 0
        self.ready = asyncio.Event()
        self.moved = asyncio.Event()
        self.refusal = ""
        self._login = login
        self._decode = msgspec.json.Decoder(list[_Answer]).decode

    def on_ws_connected(self, transport: WSTransport) -> None:
        transport.send(WSMsgType.TEXT, self._login)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        for answer in self._decode(frame.get_payload_as_memoryview()):
            if answer.type == "login_ok":
                self.ready.set()
            elif answer.type == "execution" and answer.ord_status != "rejected":
                self.answered += 1
            else:
                self.refusal = f"{answer.type}: {answer.text}"
        self.moved.set()


async def _send(sidecar: LabSidecar, messages: list[bytes]) -> None:
    login = msgspec.json.encode({"op": "login", "token": sidecar.signer.token()})
    client = _Client(login)
    transport, _ = await ws_connect(lambda: client, sidecar.ws_url)
    async with asyncio.timeout(PATIENCE):
        await client.ready.wait()
        for start in range(0, len(messages), FRAME):
            await _until(client, start + FRAME - UNDER_WAY)
            frame = b"[" + b",".join(messages[start : start + FRAME]) + b"]"
            transport.send(WSMsgType.TEXT, frame)
        await _until(client, len(messages))
    transport.disconnect()


async def _until(client: _Client, answered: int) -> None:
    while client.answered < answered:
        client.moved.clear()
        await client.moved.wait()
        if client.refusal:
            raise RuntimeError(client.refusal)


def _compare(result: Result, sidecar: LabSidecar, visible: list[tuple[int, int, Depth]]) -> None:
    """The engine once more, command by command; at the end its book must be the sidecar's."""
    first = segments.paths(sidecar.data)[0]
    with first.open("rb") as file:
        journal = Segments(sidecar.data, segments.identity(first, file.read(segments.HEADER.size)))
    engine = Engine()
    commands = (command for _first, batch in journal.batches() for command in batch)
    engine.apply(next(commands), [])  # the reference data
    done = 0
    for line, sent, depth in visible:
        for _ in range(sent - done):
            engine.apply(next(commands), [])
        done = sent
        compare(result, line, _book(engine, max(len(depth.buy), len(depth.sell))), depth)
    live = RestVenue(sidecar.port, sidecar.signer.token(), SYMBOL).depth(MOST_LEVELS)
    if live != _book(engine, MOST_LEVELS):
        raise RuntimeError("the journal does not give the book of the running sidecar")


def _book(engine: Engine, depth: int) -> tuple[Levels, Levels]:
    book = engine.instruments[SYMBOL].book
    bids, asks = (
        {price: qty for price, qty, _orders in book.levels(side, depth)} for side in (BUY, SELL)
    )
    return bids, asks
