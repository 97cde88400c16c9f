"""How many WebSocket clients live on this machine, what each costs, and how soon one message is at all of them."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import msgspec

from tools.bench import http_load, load
from tools.bench.crowd import SPARE_FILES, Crowd
from tools.bench.figures import Figure
from tools.bench.market_data import hello
from tools.bench.process import resident
from tools.bench.workload import reference
from tools.lab.sidecar import LabSidecar

CLIENTS = 50_000
MOST_SECONDS = 10.0


def measure(folder: Path, scale: float) -> list[Figure]:
    """All clients log in and subscribe to quotes; then the quote changes once.

    One process may hold only so many files (`ulimit -n`): more clients need more gateways.
    """
    with LabSidecar(folder / "connections", reference()) as sidecar:
        wanted = int(CLIENTS * scale)
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1] - SPARE_FILES
        assert sidecar.process is not None  # noqa: S101 - it is running
        before = resident(sidecar.process.pid)
        greeting = hello(sidecar, "quotes")
        with Crowd([sidecar.ws_url], min(wanted, most), greeting, '"quote"', '"quote"') as crowd:
            after = resident(sidecar.process.pid)
            seconds = max(one.seconds for one in crowd.ready)
            crowd.mark()
            started = time.perf_counter_ns()
            http_load.run(sidecar.port, [[_order(sidecar.signer.token())]], 10)
            report = crowd.report()
            while report.clients < crowd.connected and _since(started) < MOST_SECONDS:
                time.sleep(0.1)
                report = crowd.report()
    connected = crowd.connected
    missed = f"; {connected - report.clients} heard nothing" if report.clients < connected else ""
    return [
        Figure(
            name="connections, live", value=connected, unit="clients", goal=CLIENTS,
            better="higher", note=f"one process: ulimit -n allows {most:,}" if most < wanted else "",
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
