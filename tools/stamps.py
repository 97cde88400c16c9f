"""Stamps: a file beside a result says what it was made from, so that it is not made twice."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

IGNORED = {"__pycache__", ".pytest_cache", ".ruff_cache", ".mypy_cache"}


def digest(*parts: str | bytes | Path) -> str:
    """Hash of texts and of files or folders (names and content)."""
    result = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            for file in _files(part):
                result.update(f"{file.relative_to(part.parent)}\0".encode())
                result.update(file.read_bytes())
        else:
            result.update(part if isinstance(part, bytes) else part.encode())
        result.update(b"\0")
    return result.hexdigest()[:16]


def _files(path: Path) -> Iterable[Path]:
    if path.is_file():
        return [path]
    return sorted(
        file for file in path.rglob("*") if file.is_file() and not IGNORED.intersection(file.parts)
    )


def matches(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text() == value


def write(stamp: Path, value: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    temporary = stamp.with_name(f"{stamp.name}.new")
    temporary.write_text(value)
    temporary.replace(stamp)
