"""Figures in a document: kept by part in a JSON file beside it, shown between two markers.

Parts can be measured at different times: each keeps the machine and the day it was measured on.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools.bench import curves, machine
from tools.bench.figures import Figure, table
from tools.errors import Problem

Part = dict[str, Any]

_BETWEEN = r"(<!-- {0} -->\n).*?(<!-- end of {0} -->)"


def write(path: Path, measured: dict[str, list[Figure]], order: list[str]) -> None:
    """Put the parts just measured in, leave the others as they were; also one that could not be measured this time.

    Args:
        order: of the parts in the document.

    Raises:
        Problem: the file has no markers ``<!-- figures -->`` and ``<!-- curves -->``, each with its end.
    """
    kept = _read(path)
    for name, figures in measured.items():
        if all(figure.value is None for figure in figures) and name in kept:
            continue
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M}, {machine.words()}"
        kept[name] = {"measured": now, "figures": [asdict(figure) for figure in figures]}
    text = path.read_text()
    shown = {name: kept[name] for name in order if name in kept and name != "growth"}
    text = _between(path, text, "figures", _tables(shown))
    grown = [Figure(**row) for row in kept.get("growth", {}).get("figures", [])]
    text = _between(path, text, "curves", curves.drawn(grown))
    _beside(path).write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    path.write_text(text)


def _tables(parts: dict[str, Part]) -> str:
    """One table, so that columns stand below each other; a line above each part says when it was measured."""
    figures = [[Figure(**row) for row in part["figures"]] for part in parts.values()]
    lines = table([figure for part in figures for figure in part]).splitlines()
    head, rows = lines[:2], iter(lines[2:])
    found = [*head]
    for name, part in parts.items():
        found += ["", f"{name} ({_when(part['measured'])})"]
        found += [next(rows) for _ in part["figures"]]
    return "\n".join(found)


def _when(measured: str) -> str:
    """Day, time, form of the engine and load: the processor is the same for all."""
    day, _, rest = measured.partition(", ")
    return ", ".join(
        [day, *(word for word in rest.split(", ") if word.startswith(("engine", "load")))]
    )


def _between(path: Path, text: str, name: str, content: str) -> str:
    pattern = re.compile(_BETWEEN.format(name), re.DOTALL)
    if not pattern.search(text):
        raise Problem(f"{path} has no line <!-- {name} --> with an <!-- end of {name} -->")
    return pattern.sub(lambda match: f"{match[1]}```\n{content}\n```\n{match[2]}", text)


def _beside(path: Path) -> Path:
    return path.with_suffix(".json")


def _read(path: Path) -> dict[str, Part]:
    beside = _beside(path)
    found: dict[str, Part] = json.loads(beside.read_text()) if beside.exists() else {}
    return found
