"""Growth curves as text: one bar a figure, the bars of a curve on one scale."""

from __future__ import annotations

import re
from itertools import groupby

from tools.bench.figures import Figure, number

WIDTH = 40
_NUMBER = re.compile(r"[\d,]+")


def drawn(figures: list[Figure]) -> str:
    """Figures whose names differ only in a number form a curve."""
    ordered = sorted(figures, key=_curve)
    blocks = []
    for _name, group in groupby(ordered, key=_curve):
        rows = [figure for figure in group if figure.value is not None]
        most = max(figure.value or 0.0 for figure in rows)
        names = max(len(figure.name) for figure in rows)
        blocks.append("\n".join(_bar(figure, names, most) for figure in rows))
    return "\n\n".join(blocks)


def _curve(figure: Figure) -> str:
    return _NUMBER.sub("", figure.name)


def _bar(figure: Figure, names: int, most: float) -> str:
    value = figure.value or 0.0
    bar = "█" * max(1, round(WIDTH * value / most))
    return f"{figure.name:<{names}} {number(value):>8} {figure.unit} {bar}"
