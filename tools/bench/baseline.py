"""A short run against remembered figures: a goal that is missed is no failure, a figure that got twice as bad is.

Figures of another machine, or of this one under another load, are compared after both were divided by what a fixed loop
of Python does there at that time. A figure that looks bad is measured again before it counts.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from matching_sidecar import compiled
from tools.bench import engine, gate, recovery, rest
from tools.bench.figures import Figure, number
from tools.bench.machine import calibrate

CALIBRATION: Final = "calibration"
TIMES_WORSE: Final = 2.0
TRIES: Final = 3
OPERATIONS: Final = 100_000
REST_SECONDS: Final = 1.0


class Compared(NamedTuple):
    """A figure beside what it should be here; ``times_worse`` 1 is as remembered, 2 twice as bad."""

    name: str
    value: float
    expected: float
    unit: str
    times_worse: float

    def words(self) -> str:
        """For people."""
        verdict = "REGRESSION" if self.times_worse > TIMES_WORSE else "ok"
        return (
            f"{self.name:<30} {number(self.value):>12} {self.unit:<14} "
            f"expected {number(self.expected):>10}  {self.times_worse:5.2f} times worse  {verdict}"
        )


def main(compare: Path | None, remember: Path | None) -> int:
    """Remember a short run, or compare one: 1 for a regression."""
    if remember is not None:
        kept = json.loads(remember.read_text()) if remember.exists() else {}
        kept[compiled.engine()] = best_of([(list(_measure()), calibrate()) for _ in range(TRIES)])
        remember.write_text(json.dumps(kept, indent=2) + "\n")
        return 0
    assert compare is not None  # noqa: S101 - one of the two
    kept = json.loads(compare.read_text()).get(compiled.engine())
    if kept is None:
        print(f"{compare} has no figures of the {compiled.engine()} engine", file=sys.stderr)
        return 0
    best: dict[str, Compared] = {}
    for _ in range(TRIES):
        for found in compared(list(_measure()), calibrate(), kept):
            if found.name not in best or found.times_worse < best[found.name].times_worse:
                best[found.name] = found
        if all(found.times_worse <= TIMES_WORSE for found in best.values()):
            break
    print("\n".join(found.words() for found in best.values()))
    return int(any(found.times_worse > TIMES_WORSE for found in best.values()))


def compared(figures: list[Figure], speed: float, kept: dict[str, float]) -> list[Compared]:
    """Figures beside remembered ones, each adjusted to the speed of the machine.

    Args:
        speed: what the calibration gives now.
        kept: figures by name, and the calibration then under ``CALIBRATION``.
    """
    factor = speed / kept[CALIBRATION]
    found = []
    for figure in figures:
        if figure.value is None or figure.name not in kept:
            continue
        if figure.better == "higher":
            expected = kept[figure.name] * factor
            worse = expected / figure.value
        else:
            expected = kept[figure.name] / factor
            worse = figure.value / expected
        found.append(Compared(figure.name, figure.value, expected, figure.unit, worse))
    return found


def best_of(runs: list[tuple[list[Figure], float]]) -> dict[str, float]:
    """What is remembered of some runs: the best of each figure, and of the calibration."""
    kept = {CALIBRATION: max(speed for _figures, speed in runs)}
    for figures, _speed in runs:
        for figure in figures:
            if figure.value is not None:
                better = max if figure.better == "higher" else min
                kept[figure.name] = better(figure.value, kept.get(figure.name, figure.value))
    return kept


def _measure() -> Iterator[Figure]:
    """Figures that hang on processors only: a disk, or a percentile, says little on a machine that others use."""
    yield from _named(engine.measure(OPERATIONS), "engine alone")
    yield from _named(gate.measure(OPERATIONS), "gate, average")
    with tempfile.TemporaryDirectory(prefix="brokersync-bench-") as folder:
        yield from _named(
            recovery.measure(Path(folder), OPERATIONS), f"recovery of {OPERATIONS:,}, no snapshot"
        )
        yield from _named(
            rest.measure(Path(folder), REST_SECONDS), "REST, book of ten levels", "REST, new orders"
        )


def _named(figures: list[Figure], *names: str) -> Iterator[Figure]:
    return (figure for figure in figures if figure.name in names)
