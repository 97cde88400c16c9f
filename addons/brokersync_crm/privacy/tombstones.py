"""Who was erased: codes of traders in a file outside the database. A restored backup does not bring them back."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

VARIABLE = "BROKERSYNC_TOMBSTONES_FILE"


def path() -> Path | None:
    name = os.environ.get(VARIABLE)
    return Path(name) if name else None


def add(file: Path, database: str, uuid: str, code: str) -> None:
    """Append a line and wait until the disk has it. `uuid` is Odoo's own number of the database."""
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": database,
        "uuid": uuid,
        "trader": code,
    }
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(json.dumps(line) + "\n")
        stream.flush()
        os.fsync(descriptor)


def read(file: Path | None, database: str, uuid: str = "") -> list[str]:
    """Codes of the erased traders of one database, in the order of erasure.

    A database is known by its name or its number: a backup may be restored under another name.
    """
    if file is None or not file.exists():
        return []
    lines = map(json.loads, file.read_text().splitlines())
    return list(
        dict.fromkeys(
            line["trader"]
            for line in lines
            if line["database"] == database or (uuid and line.get("uuid") == uuid)
        )
    )
