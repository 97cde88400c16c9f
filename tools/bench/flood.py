"""A client that sends orders whatever the answers say: as many as it can and the server takes, up to a rate."""

from __future__ import annotations

import base64
import multiprocessing
import os
import re
import select
import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

import msgspec

from tools.bench.swarm import text_frame
from tools.bench.workload import ACCOUNTS, SYMBOL

FRAME = 200
"""Orders in a frame."""
UNDER_WAY = 10_000
"""Orders of a connection without an answer, at most: the server closes one that does not read."""
LAST_ANSWERS = 20.0
READ = 1 << 20
_ANSWER = re.compile(rb'"type":"(execution|cancel_reject|error)"')
_CODE = re.compile(rb'"type":"error","code":"([A-Z_]+)"')


@dataclass
class Flood:
    """What was sent and what came back; ``refused`` by code."""

    offered: int = 0
    answered: int = 0
    seconds: float = 0.0
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def accepted(self) -> int:
        """Orders that reached the engine."""
        return self.answered - self.refused.total()


@dataclass
class _Link:
    socket: socket.socket
    waiting: memoryview | None = None
    edge: bytes = b""
    under_way: int = 0


def run(port: int, tokens: list[str], rate: int, seconds: float, report: Connection) -> None:
    """Send immediate-or-cancel orders for some seconds, then read what is left; tell the ``Flood``.

    It takes the processors' time only when nobody else wants it: a flood from elsewhere would not take any.
    """
    os.nice(19)
    links = {link.socket.fileno(): link for link in (_open(port, token) for token in tokens)}
    poll = select.epoll()
    for number in links:
        poll.register(number, select.EPOLLIN | select.EPOLLOUT)
    found, started = Flood(), time.monotonic()
    while (elapsed := time.monotonic() - started) < seconds:
        for number, events in poll.poll(0.01):
            link = links[number]
            if events & select.EPOLLIN:
                _read(link, found)
            due = found.offered < rate * elapsed and link.under_way < UNDER_WAY
            if events & select.EPOLLOUT and (link.waiting or due):
                _send(link, found)
    found.seconds = time.monotonic() - started
    for number, link in links.items():
        link.socket.setblocking(True)
        link.socket.sendall(link.waiting or b"")
        link.socket.setblocking(False)
        poll.modify(number, select.EPOLLIN)
    until = time.monotonic() + LAST_ANSWERS
    while found.answered < found.offered and time.monotonic() < until:
        for number, _events in poll.poll(0.1):
            _read(links[number], found)
    report.send(found)


def start(
    port: int, tokens: list[str], rate: int, seconds: float
) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    """The same in a process of its own; its ``Flood`` comes through the connection."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(
        target=run, args=(port, tokens, rate, seconds, there), daemon=True
    )
    process.start()
    return process, here


def _open(port: int, token: str) -> _Link:
    link = socket.create_connection(("127.0.0.1", port), timeout=10)
    key = base64.b64encode(os.urandom(16)).decode()
    link.sendall(
        f"GET /v1/ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += link.recv(READ)
    link.sendall(text_frame(msgspec.json.encode({"op": "login", "token": token})))
    while b"login_ok" not in heard:
        heard += link.recv(READ)
    link.setblocking(False)
    return _Link(link)


def _send(link: _Link, found: Flood) -> None:
    if not link.waiting:
        link.waiting = memoryview(_frame(found.offered))
        found.offered += FRAME
        link.under_way += FRAME
    try:
        sent = link.socket.send(link.waiting)
    except BlockingIOError:
        return
    link.waiting = link.waiting[sent:]


def _frame(first: int) -> bytes:
    start = b'{"op":"new","cl_ord_id":"f'
    end = (
        f'","account":"{ACCOUNTS[0]}","symbol":"{SYMBOL}","side":"buy","ord_type":"limit",'
        '"order_qty":1,"price":60,"time_in_force":"ioc"}'
    ).encode()
    orders = [b"%s%d%s" % (start, number, end) for number in range(first, first + FRAME)]
    return text_frame(b"[" + b",".join(orders) + b"]")


def _read(link: _Link, found: Flood) -> None:
    try:
        data = link.socket.recv(READ)
    except BlockingIOError:
        return
    if not data:
        raise ConnectionResetError("the server closed the connection of the flood")
    whole = link.edge + data
    # What may be the beginning of a message waits for its end; a frame is an array.
    cut = len(whole) if whole.endswith(b"]") else whole.rfind(b"{")
    link.edge, whole = whole[cut:], whole[:cut]
    answers = len(_ANSWER.findall(whole))
    found.answered += answers
    link.under_way -= answers
    found.refused.update(code.decode() for code in _CODE.findall(whole))
