"""A sidecar without Odoo: a benchmark, a replay, a laptop. Reference data then comes from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from ..model.commands import UpdateReference
from ..shard.shard import Shard
from .client import Reference, convert_rows
from .reference import Taken


class NoLink:
    """Stands in for the link where Odoo is switched off."""

    def describe(self) -> dict[str, Any]:
        """See ``OdooLink``."""
        return {"state": "disabled"}

    def refresh(self) -> None:
        """Nothing to fetch from."""


def submit_file(shard: Shard, path: Path) -> Taken:
    """Submit reference data from a file: what ``reference`` in Odoo would answer, as JSON.

    Raises:
        OSError: the file cannot be read.
        ValueError: it does not hold reference data.
    """
    found = msgspec.json.decode(path.read_bytes(), type=Reference)
    rows, problems = convert_rows(found.rows)
    if problems:
        raise ValueError(f"{path}: {problems[0]}")
    taken = Taken()
    shard.submit(UpdateReference(0, rows), taken)
    return taken
