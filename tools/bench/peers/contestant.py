"""Measure one book: `python -m tools.bench.peers.contestant ADAPTER FLOW SECONDS`, in that book's environment.

Prints a ``Measured`` as JSON. Uses the standard library only.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from tools.bench.peers.flow import Adapter, Call, Measured, Step, read

CHUNK = 1_000
PASSES = 3
"""The fastest of so many passes counts: on shared cores the others measure the neighbours."""


def measure(adapter: Adapter, flow: list[Step], budget: float) -> Measured:
    """Throughput, then the time of each call, then what each traded; every pass has a new book.

    A book that needs longer than the budget does only part of the flow.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    done, seconds = _pass(adapter.calls(flow), budget)
    flow = flow[:done]
    for _ in range(PASSES - 1):
        seconds = min(seconds, _pass(adapter.calls(flow), 2 * budget)[1])
    times, clock = [], time.perf_counter_ns
    for function, arguments in adapter.calls(flow):
        before = clock()
        function(*arguments)
        times.append(clock() - before)
    times.sort()
    lots = [adapter.lots(function(*arguments)) for function, arguments in adapter.calls(flow)]
    return Measured(done, seconds, times[done // 2], times[done * 99 // 100], lots)


def _pass(calls: list[Call], budget: float) -> tuple[int, float]:
    """Calls made, and the seconds they took."""
    done, seconds = 0, 0.0
    while done < len(calls) and seconds < budget:
        part = calls[done : done + CHUNK]
        started = time.perf_counter()
        for function, arguments in part:
            function(*arguments)
        seconds += time.perf_counter() - started
        done += len(part)
    return done, seconds


if __name__ == "__main__":
    name, path, limit = sys.argv[1:]
    book: Adapter = import_module(f"tools.bench.peers.adapters.{name}")  # type: ignore[assignment]
    print(json.dumps(asdict(measure(book, read(Path(path)), float(limit)))))
