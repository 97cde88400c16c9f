"""From an order to its answer over the WebSocket, and how many orders a second can be
sustained."""

from __future__ import annotations

from pathlib import Path

from tools.bench import disk, load
from tools.bench.figures import Figure, percentile
from tools.bench.workload import reference
from tools.lab.sidecar import LabSidecar

RATE = 10_000
GOALS = {"disk": (1.0, 3.0), "process": (1.0, 3.0)}
ABOVE_THE_DISK = 1.0
"""How many milliseconds an acknowledgement may take beyond the disk's own, at the median."""
SUSTAINED_GOALS = {"disk": 100_000, "process": 50_000}
LATE_MS = 100.0
"""A rate is sustained while 99 % of the answers come within this time."""


def acknowledgement(folder: Path, durability: str, seconds: float) -> list[Figure]:
    """Latency at 10,000 orders a second, open loop, one client process; on disk, beside the disk's own."""
    disk_before = disk.sync_times(folder)
    with LabSidecar(folder / f"ack-{durability}", reference(), durability) as sidecar:
        load.run(sidecar, RATE, 1)
        outcome = load.run(sidecar, RATE, seconds, first=RATE)
        metrics = sidecar.metrics()
    _complete(outcome)
    times = [latency / 1e6 for latency in outcome.latencies]
    average, p99 = GOALS[durability]
    name = f"order to answer, {durability}"
    median = percentile(times, 0.5)
    figures = [
        Figure(name=f"{name}, average", value=sum(times) / len(times), unit="ms", goal=average),
        Figure(name=f"{name}, p50", value=median, unit="ms"),
        Figure(name=f"{name}, p99", value=percentile(times, 0.99), unit="ms", goal=p99),
        Figure(name=f"{name}, max", value=times[-1], unit="ms"),
        Figure(
            name=f"{name}, longest collection", value=metrics["sidecar_gc_longest_seconds"] * 1e3,
            unit="ms", note=f"{metrics['sidecar_gc_seconds_count']:.0f} collections of garbage",
        ),
    ]  # fmt: skip
    if durability == "disk":
        synced = sorted([*disk_before, *disk.sync_times(folder)])
        p50, p99 = percentile(synced, 0.5), percentile(synced, 0.99)
        figures.append(
            Figure(
                name=f"{name}, median above fdatasync", value=median - p50, unit="ms",
                goal=ABOVE_THE_DISK, note=f"fdatasync then: p50 {p50:.3f} ms, p99 {p99:.3f} ms",
            )
        )  # fmt: skip
    return figures


def sustained(folder: Path, durability: str, seconds: float) -> list[Figure]:
    """The highest rate at which answers keep up: doubled until it fails, then narrowed down."""
    with LabSidecar(folder / f"rate-{durability}", reference(), durability) as sidecar:
        first, best, low, high = 0, 0.0, 0, 0
        rate = 20_000
        for _ in range(7):
            outcome = load.run(sidecar, rate, seconds, first, patience=20)
            first += outcome.sent
            if _kept_up(outcome):
                low, best = rate, max(best, outcome.sent / seconds)
            else:
                high = rate
            rate = (low + high) // 2 if high else rate * 2
            if high and high - low < 0.08 * high:
                break
    return [
        Figure(
            name=f"highest sustained rate, {durability}",
            value=best,
            unit="orders/s",
            goal=SUSTAINED_GOALS[durability],
            better="higher",
        )
    ]


def _kept_up(outcome: load.Outcome) -> bool:
    if len(outcome.latencies) < outcome.sent:
        return False
    return percentile(outcome.latencies, 0.99) / 1e6 < LATE_MS


def _complete(outcome: load.Outcome) -> None:
    if len(outcome.latencies) < outcome.sent:
        raise AssertionError(
            f"{outcome.sent - len(outcome.latencies)} of {outcome.sent} orders had no answer "
            f"(refused: {outcome.refused})"
        )
