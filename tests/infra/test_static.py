"""The static checks find what they are for."""

import subprocess
from pathlib import Path

import pytest

from tools.settings import REPO, Settings
from tools.testing import static


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    return tmp_path / "planted.py"


def check(settings: Settings, name: str, file: Path) -> subprocess.CompletedProcess[str]:
    """Run one check on one file instead of the repository."""
    command = static.commands(settings)[name]
    options = [part for part in command[1:] if str(part).startswith("-") or part == "check"]
    if name == "detect-secrets":
        options = ["--baseline", static.BASELINE]
    return subprocess.run(
        [command[0], *options, file], cwd=REPO, capture_output=True, text=True, check=False
    )


def test_a_planted_key_is_found(settings: Settings, planted: Path) -> None:
    planted.write_text('aws = "AKIA' + "QWERTYUIOPASDFGH" + '"\n')
    assert check(settings, "detect-secrets", planted).returncode != 0


def test_a_file_without_a_key_passes(settings: Settings, planted: Path) -> None:
    planted.write_text('greeting = "hello"\n')
    assert check(settings, "detect-secrets", planted).returncode == 0


def test_a_swallowed_exception_is_found(settings: Settings, planted: Path) -> None:
    planted.write_text("try:\n    pass\nexcept Exception:\n    pass\n")
    answer = check(settings, "ruff check", planted)
    assert "BLE001" in answer.stdout


def test_every_check_names_a_program_that_exists(settings: Settings) -> None:
    for name, command in static.commands(settings).items():
        assert Path(command[0]).exists(), name
