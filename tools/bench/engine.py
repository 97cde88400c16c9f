"""The engine alone: one call an operation, no journal, no network."""

from __future__ import annotations

import gc
import time

from matching_sidecar.engine.engine import Engine
from matching_sidecar.model.commands import UpdateReference
from matching_sidecar.model.events import Event
from tools.bench.figures import Figure, percentile
from tools.bench.workload import commands, reference


def measure(operations: int) -> list[Figure]:
    """Throughput in one pass, then the time of each call in a second one (the clock costs,
    too)."""
    flow = list(commands(operations))
    gc.collect()
    gc.freeze()
    gc.disable()
    engine = _engine()
    started = time.perf_counter()
    fills = 0
    for command in flow:
        events: list[Event] = []
        engine.apply(command, events)
    seconds = time.perf_counter() - started
    fills = engine.trade_id
    times = _each(_engine(), flow)
    gc.enable()
    return [
        Figure(
            name="engine alone", value=operations / seconds, unit="operations/s",
            goal=1_000_000, better="higher",
        ),
        Figure(name="engine alone, p50", value=percentile(times, 0.50) / 1000, unit="µs"),
        Figure(name="engine alone, p99", value=percentile(times, 0.99) / 1000, unit="µs", goal=5),
        Figure(name="engine alone, fills", value=fills, unit="fills"),
    ]  # fmt: skip


def _engine() -> Engine:
    engine = Engine()
    engine.apply(UpdateReference(0, reference()), [])
    return engine


def _each(engine: Engine, flow: list) -> list[float]:
    clock, times = time.perf_counter_ns, []
    for command in flow:
        events: list[Event] = []
        before = clock()
        engine.apply(command, events)
        times.append(float(clock() - before))
    times.sort()
    return times
