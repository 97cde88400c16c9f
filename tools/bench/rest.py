"""How many REST requests a minute the sidecar answers: reading a book, entering orders."""

from __future__ import annotations

from itertools import repeat
from pathlib import Path

import msgspec

from tools.bench import http_load
from tools.bench.figures import Figure, percentile
from tools.bench.http_load import HttpOutcome, request
from tools.bench.load import rest_bodies
from tools.bench.workload import SYMBOL, reference
from tools.lab.sidecar import LabSidecar

CONNECTIONS = 64
GOAL = 1_000_000
MOST_ORDERS = 25_000
"""Orders a second that are prepared: more than are ever answered."""
RESTING = 2_000


def measure(folder: Path, seconds: float) -> list[Figure]:
    """64 connections, each with one request under way; client and sidecar on this machine."""
    with LabSidecar(folder / "rest", reference()) as sidecar:
        token = sidecar.signer.token()
        orders = [
            request("POST", "/v1/orders", token, msgspec.json.encode(body))
            for body in rest_bodies(RESTING + int(MOST_ORDERS * seconds))
        ]
        http_load.run(sidecar.port, [orders[:RESTING]], 60)
        read = request("GET", f"/v1/instruments/{SYMBOL}/book?depth=10", token)
        books = http_load.run(sidecar.port, [repeat(read)] * CONNECTIONS, seconds)
        flows = [orders[RESTING + number :: CONNECTIONS] for number in range(CONNECTIONS)]
        entered = http_load.run(sidecar.port, flows, seconds)
    return [*_figures("REST, book of ten levels", books), *_figures("REST, new orders", entered)]


def _figures(name: str, outcome: HttpOutcome) -> list[Figure]:
    if outcome.failed:
        raise AssertionError(f"{name}: {outcome.failed} requests failed: {outcome.statuses}")
    return [
        Figure(name=name, value=outcome.rate * 60, unit="requests/min", goal=GOAL, better="higher"),
        Figure(name=f"{name}, p50", value=percentile(outcome.latencies, 0.5) / 1e6, unit="ms"),
        Figure(name=f"{name}, p99", value=percentile(outcome.latencies, 0.99) / 1e6, unit="ms"),
    ]
