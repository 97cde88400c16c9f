"""The engine alone, compiled and interpreted, in processor time: one call an operation, and batches as in a replay."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any, Final

from matching_sidecar import compiled
from tools.bench.figures import Figure
from tools.errors import Problem
from tools.settings import REPO

PASSES: Final = 2


def measure(operations: int) -> list[Figure]:
    """Each form in a process of its own, one after the other."""
    slow = _run(operations, {compiled.ENGINE: "interpreted"})
    fast = _run(operations, {})
    note = "" if fast["form"] == "compiled" else "the engine is not compiled on this machine"
    return [
        Figure(
            name="engine alone", value=fast["rate"], unit="operations/s",
            goal=1_000_000, better="higher", note=note,
        ),
        Figure(name="engine alone, interpreted", value=slow["rate"], unit="operations/s"),
        Figure(
            name="engine alone, times its interpreted self", value=fast["rate"] / slow["rate"], unit="",
            goal=2, better="higher", note=note,
        ),
        Figure(name="engine alone, p50", value=fast["p50"] / 1000, unit="µs"),
        Figure(name="engine alone, p99", value=fast["p99"] / 1000, unit="µs", goal=5, note=note),
        Figure(
            name="engine alone, replay in batches", value=fast["batches"], unit="operations/s",
            goal=1_500_000, better="higher", note=note,
        ),
        Figure(name="engine alone, fills", value=fast["fills"], unit="fills"),
        Figure(
            name="engine alone, memory of a resting order", value=fast["bytes"], unit="bytes",
            goal=300, note=note,
        ),
    ]  # fmt: skip


def _run(operations: int, environ: dict[str, str]) -> dict[str, Any]:
    process = subprocess.run(
        [sys.executable, "-m", "tools.bench.engine_alone", str(operations), str(PASSES)],
        cwd=REPO,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    if process.returncode:
        raise Problem("the engine could not be measured", process.stderr.strip())
    found: dict[str, Any] = json.loads(process.stdout)
    return found
