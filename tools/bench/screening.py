"""How many varied names of sanctions lists the matcher finds, how many innocent ones it hits, and how long that takes.

The names belong to entries that nobody looked at while the rules were written; the addon's package
``screening.evaluation`` makes and counts them, in Odoo's environment.
"""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any, Final

from tools import settings, venvs
from tools.bench.figures import Figure, percentile
from tools.errors import Problem
from tools.settings import REPO

NAMES: Final = 300
"""Of each kind of variation, innocent people, innocent firms."""
LEAST: Final = 20


def measure(scale: float) -> list[Figure]:
    """Ask in a process of its own; official lists must be there."""
    result = _counted(max(LEAST, int(NAMES * scale)))
    said = (
        f"seed {result['seed']}, {result['held_out']:,} entries held out of {result['entries']:,}"
    )
    times = sorted(result["ms"])
    return [
        Figure(
            name="screening, names on the lists", value=result["names"], unit="names", note=said
        ),
        *(_found(label, part) for label, part in result["recall"].items()),
        _mistakes("people", result["people"], Counter(result["people"]["hit"].values())),
        _mistakes("people with an initial for the given name", result["initials"], Counter()),
        _mistakes("firms", result["firms"], Counter()),
        Figure(name="screening, a search, processor time", value=result["cpu_ms"], unit="ms"),
        Figure(name="screening, a search, median", value=percentile(times, 0.5), unit="ms"),
        Figure(name="screening, a search, p99", value=percentile(times, 0.99), unit="ms"),
    ]


def _found(label: str, part: dict[str, Any]) -> Figure:
    share = 100 * (1 - part["missed"] / part["asked"]) if part["asked"] else None
    note = f"of {part['asked']}" if part["asked"] else "no listed name varies so"
    return Figure(
        name=f"screening, found: {label}", value=share, unit="%", better="higher", note=note
    )


def _mistakes(who: str, part: dict[str, Any], languages: Counter[str]) -> Figure:
    note = ", ".join(f"{language} {count}" for language, count in languages.most_common())
    value = 1000 * len(part["hit"]) / part["asked"]
    name = f"screening, innocent {who} that hit"
    return Figure(name=name, value=value, unit="of 1,000", note=note)


def _counted(names: int) -> dict[str, Any]:
    config = settings.load()
    lists = config.data / "sanctions"
    if not lists.is_dir():
        raise Problem(
            f"no sanctions lists in {lists}", "Set BROKERSYNC_DATA to a folder with them."
        )
    module = "screening.evaluation.measure"
    command: list[str | Path] = [
        venvs.python(config, "odoo"),
        "-m",
        module,
        lists.resolve(),
        "--count",
        str(names),
    ]
    run = subprocess.run(
        command, cwd=REPO / "addons/brokersync_crm", capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise Problem(f"{module} failed: {run.stderr[-1000:]}")
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer
