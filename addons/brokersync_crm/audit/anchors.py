"""Anchors: last hashes of the chain, one JSON line each, in a file.

It should lie where the owner of the database cannot write.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from .chain import Anchor

VARIABLE = "BROKERSYNC_AUDIT_ANCHORS_FILE"


def path() -> Path | None:
    name = os.environ.get(VARIABLE)
    return Path(name) if name else None


def read(file: Path | None, database: str) -> list[Anchor]:
    """Anchors of one database; none when there is no file yet."""
    if file is None or not file.exists():
        return []
    lines = map(json.loads, file.read_text().splitlines())
    return [
        Anchor(line["sequence"], line["hash"]) for line in lines if line["database"] == database
    ]


def append(file: Path, database: str, anchor: Anchor) -> None:
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": database,
        "sequence": anchor.sequence,
        "hash": anchor.hash,
    }
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(json.dumps(line) + "\n")
