"""How many WebSocket clients live on this machine, what each costs, and how soon one message is at all of them."""

from __future__ import annotations

import resource
import time
from contextlib import ExitStack
from pathlib import Path

import msgspec

from tools.bench import http_load, load
from tools.bench.crowd import SPARE_FILES, Crowd
from tools.bench.figures import Figure
from tools.bench.market_data import hello
from tools.bench.process import family_resident
from tools.bench.workload import reference
from tools.lab.sidecar import LabSidecar

CLIENTS = 50_000
MOST_SECONDS = 10.0


def measure(folder: Path, scale: float) -> list[Figure]:
    """All clients log in and subscribe to quotes; then the quote changes once.

    One process may hold only so many files (`ulimit -n`): more clients come in through doors.
    """
    wanted = int(CLIENTS * scale)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1] - SPARE_FILES
    doors = 0 if wanted <= most else -(-wanted * 11 // (10 * most))
    with ExitStack() as stack:
        shard = stack.enter_context(LabSidecar(folder / "connections", reference(), doors=doors))
        assert shard.process is not None  # noqa: S101 - it is running
        before = family_resident(shard.process.pid)
        greeting = hello(shard, "quotes")
        crowd = stack.enter_context(Crowd([shard.ws_url], wanted, [greeting], '"quote"', '"quote"'))
        after = family_resident(shard.process.pid)
        seconds = max(one.seconds for one in crowd.ready)
        order = _order(shard.signer.token())
        crowd.mark()
        started = time.perf_counter_ns()
        http_load.run(shard.port, [[order]], 10)
        report = crowd.report()
        while report.clients < crowd.connected and _since(started) < MOST_SECONDS:
            time.sleep(0.1)
            report = crowd.report()
    connected = crowd.connected
    missed = f"; {connected - report.clients} heard nothing" if report.clients < connected else ""
    spread = f"{doors} doors: ulimit -n allows a process {most:,}" if doors else ""
    return [
        Figure(
            name="connections, live", value=connected, unit="clients", goal=CLIENTS,
            better="higher", note=spread,
        ),
        Figure(name="connections, logins", value=connected / seconds, unit="logins/s"),
        Figure(
            name="connections, server memory", value=(after - before) / connected / 1e3,
            unit="kB/client", goal=20,
        ),
        Figure(
            name="connections, one message to all", value=(report.last - started) / 1e9,
            unit="s", goal=1, note=f"{report.clients:,} clients{missed}",
        ),
    ]  # fmt: skip


def _order(token: str) -> bytes:
    body = msgspec.json.encode(load.rest_bodies(1)[0])
    return http_load.request("POST", "/v1/orders", token, body)


def _since(started: int) -> float:
    return (time.perf_counter_ns() - started) / 1e9
