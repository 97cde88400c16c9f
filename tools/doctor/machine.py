"""The machine: Python, memory, disk, clock."""

import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tools.doctor.check import Check, State
from tools.settings import REPO, Settings

ODOO_NEWEST = (3, 13)  # newest Python that Odoo 19 names as supported
DISK_GB = 5
MEMORY_GB = 3
SYNC_GOAL_MS = 2.0  # the goal for an order to be acknowledged at durability "disk"
SYNC_SAMPLES = 50


def python(_settings: Settings) -> Check:
    found = f"{sys.version.split()[0]} at {sys.executable}"
    if sys.version_info[:2] > ODOO_NEWEST:
        return Check(
            "Python", State.NOTE, found, "Odoo 19 knows 3.11 to 3.13: set BROKERSYNC_PYTHON."
        )
    return Check("Python", State.OK, found)


def memory(_settings: Settings) -> Check:
    lines = Path("/proc/meminfo").read_text().splitlines()
    available = next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable"))
    found = f"{available / 1e6:.1f} GB available, {os.cpu_count()} processors"
    if available < MEMORY_GB * 1e6:
        return Check(
            "memory", State.NOTE, found, f"{MEMORY_GB} GB are comfortable: close something."
        )
    return Check("memory", State.OK, found)


def disk(settings: Settings) -> Check:
    folder = _existing(settings.home)
    free = shutil.disk_usage(folder).free / 1e9
    found = f"{free:.1f} GB free at {folder}"
    needed = 1 if (settings.install / "templates").exists() else DISK_GB
    if free < needed:
        return Check(
            "disk", State.BAD, found, f"Free {needed} GB, or set BROKERSYNC_HOME elsewhere."
        )
    if not os.access(folder, os.W_OK):
        return Check("disk", State.BAD, f"{folder} is read-only", "Set BROKERSYNC_HOME elsewhere.")
    return Check("disk", State.OK, found)


def disk_sync(settings: Settings) -> Check:
    """Median time of fdatasync: the floor of an acknowledgement at durability "disk"."""
    times = []
    with tempfile.TemporaryFile(dir=_existing(settings.home)) as file:
        for _ in range(SYNC_SAMPLES):
            file.write(b"x" * 512)
            file.flush()
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - start) * 1000)
    median = statistics.median(times)
    found = f"fdatasync {median:.2f} ms (median), slowest {max(times):.2f} ms"
    if median > SYNC_GOAL_MS:
        mend = 'Orders at durability "disk" take at least that long; put the home on a faster disk.'
        return Check("disk speed", State.NOTE, found, mend)
    return Check("disk speed", State.OK, found)


def clock(_settings: Settings) -> Check:
    now = datetime.now(UTC)
    written = datetime.fromtimestamp((REPO / "pyproject.toml").stat().st_mtime, UTC)
    if now < written:
        return Check(
            "clock", State.BAD, f"{now:%F %T} UTC is before this checkout", "Set the clock."
        )
    return Check("clock", State.OK, f"{now:%F %T} UTC")


def file_limit(_settings: Settings) -> Check:
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < 1024:
        return Check("open files", State.NOTE, f"limit {soft}", "Raise it: ulimit -n 65536")
    return Check("open files", State.OK, f"limit {soft}")


def _existing(path: Path) -> Path:
    return next(parent for parent in (path, *path.parents) if parent.exists())
