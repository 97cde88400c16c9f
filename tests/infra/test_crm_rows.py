"""The generator behind `./brokersync bench crm`, on a small size: as many rows as asked, the same again, all valid."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.bench import crm
from tools.odoo import config, program, templates
from tools.postgres import databases
from tools.settings import Settings

ROWS = {"firms": 12, "traders": 36, "interactions": 150, "communications": 120}


@pytest.fixture
def copies(stack: Settings, tmp_path: Path) -> Iterator[list[Path]]:
    """Odoo's configuration files of two databases as a new installation has them."""
    names = [f"{stack.database}_rows_{number}" for number in (1, 2)]
    files = [tmp_path / f"{name}.conf" for name in names]
    for name, file in zip(names, files, strict=True):
        databases.copy(stack, templates.template_name(stack), name)
        config.write(stack, name, tmp_path / "data", file)
    yield files
    for name in names:
        databases.drop(stack, name)


def test_the_rows_are_as_asked_the_same_again_and_valid(
    stack: Settings, copies: list[Path], tmp_path: Path
) -> None:
    found = []
    for conf in copies:
        crm.fill(stack, conf, tmp_path / "rows.log", ROWS)
        result = tmp_path / "found.json"
        answer = {"RESULT_FILE": str(result)}
        program.script(stack, conf, "crm_rows_check", tmp_path / "check.log", answer)
        found.append(json.loads(result.read_text()))
    assert found[0]["rows"] == ROWS
    assert found[0]["wrong"] == []
    assert found[0] == found[1]
