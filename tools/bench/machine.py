"""The machine a figure was measured on, and how busy it was."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path

from matching_sidecar import compiled


def words() -> str:
    """One line: processors, memory, Python, which form of the engine, load."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, Linux {platform.release()}, "
        f"Python {platform.python_version()}, engine {compiled.engine()}, load {load:.2f}"
    )


def calibrate(rounds: int = 5) -> float:
    """Operations a second of a fixed loop of ordinary Python, the fastest of some rounds.

    Figures of a machine that is slower, or busier, by some factor are compared after dividing by it.
    """
    fastest = float("inf")
    for _ in range(rounds):
        started = time.perf_counter()
        _work()
        fastest = min(fastest, time.perf_counter() - started)
    return _STEPS / fastest


_STEPS = 200_000


def _work() -> int:
    names = [f"b{number}" for number in range(1_000)]
    found: dict[str, list[int]] = {}
    total = 0
    for number in range(_STEPS):
        row = found.setdefault(names[number * 7 % 1_000], [])
        row.append(number)
        if len(row) > 4:
            total += row.pop(0) ^ len(row)
    return total


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return " ".join(line.partition(":")[2].split())
    return platform.machine()
