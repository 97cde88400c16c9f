"""Starting, finding and stopping programs, with real processes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import ports, proc
from tools.errors import Problem
from tools.service import Service
from tools.settings import REPO

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
IGNORE_SIGTERM = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
STUBBORN = [sys.executable, "-c", IGNORE_SIGTERM + SLEEP[2]]
STARTER = """
import sys
from pathlib import Path
from tools.service import Service
Service("child", {command!r}, Path({folder!r}), Path({folder!r}, "log")).start(attached=True)
print("started", flush=True)
sys.stdin.read()
"""


def service(folder: Path, command: list[str], grace: float = 5.0) -> Service:
    return Service("child", command, folder, folder / "log", grace=grace)


def is_up(child: Service) -> bool:
    return "up" in child.log.read_text()


def gone(pid: int, seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while proc.start_time(pid) is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    return proc.start_time(pid) is None


def test_started_is_found_again_and_stopped(tmp_path: Path) -> None:
    child = service(tmp_path, SLEEP)
    child.start(attached=False)
    child.wait(lambda: is_up(child), 60)
    pid = service(tmp_path, SLEEP).pid()
    assert pid
    assert child.stop()
    assert gone(pid)
    assert not child.pid_file.exists()
    assert not child.stop()


def test_a_program_that_ignores_the_signal_is_killed(tmp_path: Path) -> None:
    child = service(tmp_path, STUBBORN, grace=0.3)
    child.start(attached=False)
    child.wait(lambda: is_up(child), 60)
    pid = child.pid()
    assert child.stop()
    assert pid
    assert gone(pid)


def test_a_pid_file_of_another_process_counts_for_nothing(tmp_path: Path) -> None:
    """After a reboot or in a container the same number belongs to someone else."""
    child = service(tmp_path, SLEEP)
    child.pid_file.write_text(json.dumps({"pid": os.getpid(), "started": 1}))
    assert child.pid() is None
    assert not child.stop()
    child.pid_file.write_text("half-writ")
    assert child.pid() is None


def test_a_program_that_ended_before_it_was_noted_does_not_run(tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    child = service(tmp_path, SLEEP)
    child.log.touch()
    child.pid_file.write_text(json.dumps({"pid": ended.pid, "started": None}))
    assert child.pid() is None
    with pytest.raises(Problem, match="ended at start"):
        child.wait(lambda: False, 60)


def test_a_program_that_ends_at_start_is_told_with_its_last_words(tmp_path: Path) -> None:
    child = service(tmp_path, [sys.executable, "-c", "raise SystemExit('no such journal')"])
    child.start(attached=False)
    with pytest.raises(Problem, match=r"(?s)ended at start.*no such journal"):
        child.wait(lambda: False, 60)


def test_nothing_is_left_when_the_starter_is_killed(tmp_path: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER.format(command=SLEEP, folder=str(tmp_path))],
        cwd=REPO,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    child = service(tmp_path, SLEEP)
    with starter:
        assert starter.stdout
        assert starter.stdout.readline() == b"started\n"
        pid = child.pid()
        assert pid
        child.wait(lambda: is_up(child), 60)
        starter.send_signal(signal.SIGKILL)
    assert gone(pid)


def test_a_taken_port_names_the_holder_and_the_setting() -> None:
    port = ports.pick(1)[0]
    holder = subprocess.Popen(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while ports.is_free("127.0.0.1", port):
            time.sleep(0.05)
        while proc.listening_pid(port) is None:
            time.sleep(0.05)
        with pytest.raises(Problem) as refusal:
            ports.require_free("127.0.0.1", port, "BROKERSYNC_SIDECAR_PORT")
    finally:
        holder.terminate()
        holder.wait()
    assert f"process {holder.pid}" in refusal.value.message
    assert "BROKERSYNC_SIDECAR_PORT=" in refusal.value.mend
    ports.require_free("127.0.0.1", port, "BROKERSYNC_SIDECAR_PORT")
