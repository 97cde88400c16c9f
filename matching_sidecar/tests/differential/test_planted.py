"""Bugs as they happen, planted one at a time in a copy of the engine: tables or fuzz find
each."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .planted import BUGS, Bug

PACKAGE = Path(__file__).parents[2]
PARTS = ("model", "book", "risk", "engine")
TESTS = ("naive", "tables", "differential", "subjects.py", "__init__.py")


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_found(bug: Bug, tmp_path: Path) -> None:
    copy = tmp_path / PACKAGE.name
    (copy / "tests").mkdir(parents=True)
    (copy / "__init__.py").touch()  # interpreted, whatever is compiled
    for part in (*PARTS, *(f"tests/{test}" for test in TESTS)):
        source = PACKAGE / part
        if source.is_dir():
            shutil.copytree(
                source, copy / part, ignore=shutil.ignore_patterns("__pycache__", "*.so")
            )
        else:
            shutil.copy(source, copy / part)
    path = copy / bug.file
    text = path.read_text()
    assert bug.right in text, "the bug does not fit the engine any more: plant it anew"
    path.write_text(text.replace(bug.right, bug.wrong))
    hunt = subprocess.run(
        [sys.executable, "-m", "matching_sidecar.tests.differential.hunt"],
        cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    print(hunt.stdout)  # noqa: T201 - shown with -rP: what found it
    assert hunt.returncode == 0, hunt.stdout + hunt.stderr
