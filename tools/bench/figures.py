"""A measured figure and how it is shown."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number.

    ``goal`` None: only for information. ``better`` tells which side of the goal is good. ``value`` None: not measured,
    and ``note`` says why.
    """

    name: str
    value: float | None
    unit: str
    goal: float | None = None
    better: Literal["lower", "higher"] = "lower"
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None without a goal or a value."""
        if self.goal is None or self.value is None:
            return None
        return self.value <= self.goal if self.better == "lower" else self.value >= self.goal

    def as_json(self) -> str:
        """One JSON object on one line."""
        return json.dumps({**asdict(self), "met": self.met})


def percentile(ordered: list[float], share: float) -> float:
    """The value that ``share`` (0 to 1) of a sorted list is at or below."""
    return ordered[max(0, math.ceil(share * len(ordered) - 1e-9) - 1)]


def table(figures: list[Figure]) -> str:
    """Figures beside their goals, aligned."""
    rows = [("figure", "value", "unit", "goal", "", "")]
    for figure in figures:
        sign = "≤" if figure.better == "lower" else "≥"
        goal = "" if figure.goal is None else f"{sign} {number(figure.goal)}"
        met = {None: "", True: "met", False: "missed"}[figure.met]
        rows.append((figure.name, number(figure.value), figure.unit, goal, met, figure.note))
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    lines = []
    for name, value, unit, goal, met, note in rows:
        lines.append(
            f"{name:<{widths[0]}}  {value:>{widths[1]}} {unit:<{widths[2]}}"
            f"  {goal:<{widths[3]}}  {met:<{widths[4]}}  {note}"
        )
    lines.insert(1, "-" * max(map(len, lines)))
    return "\n".join(line.rstrip() for line in lines)


def number(value: float | None) -> str:
    """Three significant digits for small numbers, thousands separated for large ones."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
