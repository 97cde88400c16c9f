"""The command itself: help, exit codes, one at a time."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tools import settings as settings_module
from tools import stack
from tools.cli import COMMANDS, PASSED_ON
from tools.settings import REPO


def brokersync(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [REPO / "brokersync", *arguments],
        env={**os.environ, "BROKERSYNC_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - PASSED_ON))
def test_every_command_explains_itself(command: str, tmp_path: Path) -> None:
    answer = brokersync(tmp_path, command, "--help")
    assert answer.returncode == 0
    assert command in answer.stdout


def test_help_lists_commands_and_settings(tmp_path: Path) -> None:
    answer = brokersync(tmp_path, "--help")
    assert all(word in answer.stdout for word in (*COMMANDS, *settings_module.VARIABLES))


def test_an_unknown_command_is_a_usage_error(tmp_path: Path) -> None:
    assert brokersync(tmp_path, "sell").returncode == 2


def test_status_of_an_empty_home_is_stopped(tmp_path: Path) -> None:
    answer = brokersync(tmp_path, "status", "--json")
    assert answer.returncode == 3
    parts = {part["name"]: part["state"] for part in map(json.loads, answer.stdout.splitlines())}
    assert parts["odoo"] == parts["sidecar"] == "stopped"


def test_down_of_an_empty_home_does_nothing(tmp_path: Path) -> None:
    answer = brokersync(tmp_path, "down")
    assert answer.returncode == 0
    assert "Nothing was running" in answer.stderr


def test_a_wrong_setting_is_a_sentence_not_a_traceback(tmp_path: Path) -> None:
    answer = subprocess.run(
        [REPO / "brokersync", "status"],
        env={**os.environ, "BROKERSYNC_HOME": str(tmp_path), "BROKERSYNC_ODOO_PORT": "web"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "BROKERSYNC_ODOO_PORT" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_two_commands_do_not_change_one_home(tmp_path: Path) -> None:
    with stack.changing(settings_module.load({"BROKERSYNC_HOME": str(tmp_path)})):
        answer = brokersync(tmp_path, "setup")
    assert answer.returncode == 1
    assert "another brokersync command" in answer.stderr


def test_doctor_reports_each_check(tmp_path: Path) -> None:
    answer = brokersync(tmp_path, "doctor", "--json")
    checks = [json.loads(line) for line in answer.stdout.splitlines()]
    assert {"Python", "disk", "disk speed", "PostgreSQL"} <= {check["name"] for check in checks}
    assert all(check["mend"] for check in checks if check["state"] == "wrong")
