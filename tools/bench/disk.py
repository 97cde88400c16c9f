"""What this disk takes to make a small append durable."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from tools.bench.figures import Figure, percentile

APPENDS = 300


def sync_times(folder: Path, appends: int = APPENDS) -> list[float]:
    """Milliseconds of each fdatasync after appending 4 KiB, as the journal does; sorted."""
    times = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(appends):
            os.write(file.fileno(), b"x" * 4096)
            started = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - started) * 1e3)
    return sorted(times)


def measure(folder: Path) -> list[Figure]:
    """Median and 99th percentile."""
    times = sync_times(folder)
    return [
        Figure(name="this disk, fdatasync p50", value=percentile(times, 0.5), unit="ms"),
        Figure(name="this disk, fdatasync p99", value=percentile(times, 0.99), unit="ms"),
    ]
