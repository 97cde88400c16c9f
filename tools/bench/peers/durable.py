"""The durable rate of matching-engine over its own API, beside ours over ours.

Its server writes and syncs a write-ahead log before it answers (`ME_FSYNC=1`), like ours with `durability = disk`.
"""

from __future__ import annotations

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tools import settings
from tools.bench import http_load, orders
from tools.bench.figures import Figure
from tools.bench.http_load import request
from tools.bench.load import rest_bodies
from tools.bench.peers import environments
from tools.bench.peers.catalog import PEERS
from tools.errors import Problem
from tools.lab.ports import free_port

PEER = PEERS[0]
CONNECTIONS = 64
MOST_ORDERS = 5_000
TIMES_FASTER = 20.0


def measure(folder: Path, seconds: float) -> list[Figure]:
    """Its durable rate, and ours as a multiple of it."""
    try:
        python = environments.ensure(settings.load(), PEER)
    except Problem as problem:
        reason = f"not measured: {problem.message}"
        return [Figure(name="peer matching-engine, durable", value=None, unit="", note=reason)]
    with _server(python, folder / PEER.package) as port:
        requests = [
            request("POST", "/markets/BENCH/orders", body=msgspec.json.encode(_body(one)))
            for one in rest_bodies(int(MOST_ORDERS * seconds))
        ]
        flows = [requests[number::CONNECTIONS] for number in range(CONNECTIONS)]
        outcome = http_load.run(port, flows, seconds)
    if outcome.failed:
        raise AssertionError(f"{PEER.name} refused {outcome.failed} orders: {outcome.statuses}")
    (ours,) = orders.sustained(folder, "disk", max(1.0, seconds / 2))
    assert ours.value is not None  # noqa: S101 - it was measured
    return [
        Figure(
            name="peer matching-engine, durable", value=outcome.rate, unit="orders/s",
            better="higher", note=f"its REST API, {CONNECTIONS} connections",
        ),
        Figure(
            name="sustained rate on disk, times matching-engine", value=ours.value / outcome.rate,
            unit="×", goal=TIMES_FASTER, better="higher", note=f"ours: {ours.value:,.0f} orders/s",
        ),
    ]  # fmt: skip


def _body(order: dict[str, object]) -> dict[str, object]:
    account = int(str(order["account"]).removeprefix("BENCH-")) + 1
    return {
        "account": account,
        "side": order["side"],
        "price": str(order["price"]),
        "quantity": str(order["order_qty"]),
        "time_in_force": order["time_in_force"],
        "self_trade_prevention": "none",
    }


@contextmanager
def _server(python: Path, folder: Path) -> Iterator[int]:
    port = free_port()
    environment = {"ME_DATA_DIR": str(folder), "ME_MARKETS": "BENCH:0.01:1", "ME_FSYNC": "1"}
    process = subprocess.Popen(
        [python, "-m", "matching_engine", "serve", "--port", str(port)],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, f"http://127.0.0.1:{port}/healthz")
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own loopback address
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise Problem(f"the server of {PEER.name} does not answer")
