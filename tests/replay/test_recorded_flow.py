"""Recorded order flow gives the recorded book: after every visible event, at every recorded level."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.replay import lobster

DATA = Path(os.environ.get("BROKERSYNC_DATA", "../shared/data")).resolve() / "orders/lobster"
needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"no recorded order flow in {DATA}; set BROKERSYNC_DATA"
)


def replay(path: Path, *options: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "tools.replay", str(path), "--check", "--json", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@needs_data
@pytest.mark.parametrize("speed", [(), ("--full-speed",)])
@pytest.mark.parametrize("durability", ["process", "disk"])
def test_every_visible_event_is_compared_and_equal(durability, speed):
    run = replay(DATA, "--durability", durability, *speed)
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    visible = sum(message.kind in lobster.VISIBLE for message, _depth in lobster.read(DATA))
    assert visible > 900
    assert result["compared"] == result["equal"] == visible
    # What had to be taken from the record is little: ten levels a side, and what came into sight.
    assert result["taken_over"] < visible / 20


@needs_data
@pytest.mark.parametrize("speed", [(), ("--full-speed",)])
def test_a_wrong_size_is_noticed(tmp_path, speed):
    """The check can fail: one lot more in one message, and the book differs."""
    messages, book = lobster.find(DATA)
    (tmp_path / book.name).write_bytes(book.read_bytes())
    lines = messages.read_text().splitlines()
    number = next(n for n, line in enumerate(lines) if n > 100 and line.split(",")[1] == "1")
    fields = lines[number].split(",")
    fields[3] = str(int(fields[3]) + 1)
    lines[number] = ",".join(fields)
    (tmp_path / messages.name).write_text("\n".join(lines) + "\n")
    run = replay(tmp_path, *speed)
    assert run.returncode == 1
    result = json.loads(run.stdout)
    assert result["equal"] < result["compared"]
    assert "recorded" in run.stderr


def test_a_path_without_recordings_is_a_clear_message(tmp_path):
    run = replay(tmp_path)
    assert run.returncode == 2
    assert f"{tmp_path}: no file named *_message_*.csv" in run.stderr
    assert "Traceback" not in run.stderr
