"""Whether memory stays where it is while orders come for minutes."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import linear_regression

from tools.bench import load
from tools.bench.figures import Figure
from tools.bench.process import resident
from tools.bench.workload import reference
from tools.lab.sidecar import LabSidecar

RATE = 2_000
CHUNK_SECONDS = 5.0
FEWEST = 4
"""Samples that a slope needs."""
FLAT = 1.0
"""Growth in per cent a minute that still counts as flat."""


def measure(folder: Path, minutes: float) -> list[Figure]:
    """2,000 orders, cancels and trades a second; the slope of resident memory over the second half.

    Every client order id is remembered, so that none is accepted twice: the note says what that costs a command.
    """
    samples: list[tuple[float, float]] = []
    with LabSidecar(folder / "soak", reference()) as sidecar:
        assert sidecar.process is not None  # noqa: S101 - it is running
        started, first = time.monotonic(), 0
        while len(samples) < FEWEST or time.monotonic() - started < minutes * 60:
            outcome = load.run(sidecar, RATE, CHUNK_SECONDS, first=first)
            first += outcome.sent
            if len(outcome.latencies) < outcome.sent:
                raise AssertionError(f"only {len(outcome.latencies)} of {outcome.sent} answered")
            samples.append((time.monotonic() - started, float(resident(sidecar.process.pid))))
        pauses = sidecar.metrics()["sidecar_gc_longest_seconds"]
    late = samples[len(samples) // 2 :]
    slope = linear_regression(*zip(*late, strict=True)).slope
    end = late[-1][1]
    rate = first / samples[-1][0]
    return [
        Figure(name="soak, memory at the end", value=end / 1e6, unit="MB", note=f"{first:,} commands"),
        Figure(
            name="soak, growth", value=slope * 60 / end * 100, unit="%/min", goal=FLAT,
            note=f"{slope / rate:.0f} bytes a command",
        ),
        Figure(name="soak, longest collection", value=pauses * 1e3, unit="ms"),
    ]  # fmt: skip
