"""Putting figures into a document, between two markers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from tools.bench import machine
from tools.bench.figures import Figure, table
from tools.errors import Problem

_BETWEEN = re.compile(r"(<!-- figures -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def write(path: Path, figures: list[Figure]) -> None:
    """Replace what stands between ``<!-- figures -->`` and ``<!-- end of figures -->``.

    Raises:
        Problem: the file has no such markers.
    """
    text = path.read_text()
    if not _BETWEEN.search(text):
        raise Problem(f"{path} has no line <!-- figures --> with an <!-- end of figures -->")
    found = f"{datetime.now(UTC):%Y-%m-%d}: {machine.words()}\n\n```\n{table(figures)}\n```\n"
    path.write_text(_BETWEEN.sub(lambda match: match[1] + found + match[2], text))
