"""Ten times more orders than can be sustained: what is refused, what it does to memory and to the other clients."""

from __future__ import annotations

import time
from pathlib import Path

from tools.bench import flood, load, orders
from tools.bench.figures import Figure, percentile
from tools.bench.process import resident
from tools.bench.workload import reference
from tools.lab.sidecar import LabSidecar

TIMES = 10
LOGINS = 10
CLIENT_RATE = 10_000
"""Of one login, as the sidecar allows when nothing else is configured."""
OTHERS_RATE = 200
CALM_SECONDS = 5.0


def measure(folder: Path, seconds: float) -> list[Figure]:
    """A well-behaved client's p99 alone and beside the flood; answers to the flood; memory before and at its end."""
    (sustained,) = orders.sustained(folder, "process", 2.0)
    assert sustained.value is not None  # noqa: S101 - it was measured
    with LabSidecar(folder / "overload", reference(), client_rate=CLIENT_RATE) as sidecar:
        assert sidecar.process is not None  # noqa: S101 - it is running
        pid = sidecar.process.pid
        load.run(sidecar, OTHERS_RATE, 1)
        calm = load.run(sidecar, OTHERS_RATE, CALM_SECONDS, first=10_000)
        before = resident(pid)
        rate = int(sustained.value * TIMES)
        tokens = [sidecar.signer.token(sub=f"flood{number}") for number in range(LOGINS)]
        process, answer = flood.start(sidecar.ws_port, tokens, rate, seconds)
        time.sleep(1)
        beside = load.run(sidecar, OTHERS_RATE, max(1.0, seconds - 2), first=20_000, patience=60)
        during = resident(pid)
        found: flood.Flood = answer.recv()
        process.join()
    normal = percentile(calm.latencies, 0.99) / 1e6
    flooded = percentile(beside.latencies, 0.99) / 1e6
    refusals = ", ".join(f"{count:,} {code}" for code, count in sorted(found.refused.items()))
    return [
        Figure(
            name="overload, offered", value=found.offered / found.seconds, unit="orders/s",
            note=f"{sustained.value:,.0f} can be sustained",
        ),
        Figure(name="overload, accepted", value=found.accepted / found.seconds, unit="orders/s"),
        Figure(
            name="overload, without an answer", value=found.offered - found.answered, unit="orders",
            goal=0, note=f"refused: {refusals or 'none'}",
        ),
        Figure(name="overload, memory", value=(during - before) / 1e6, unit="MB more",
            note=f"{(during - before) / max(found.accepted, 1):.0f} bytes an accepted order",
        ),
        Figure(
            name="overload, another client's p99", value=flooded / normal, unit="× normal", goal=2,
            note=f"{flooded:.2f} ms, alone {normal:.2f} ms; {beside.sent - len(beside.latencies)} unanswered",
        ),
    ]  # fmt: skip
