"""Logs: one JSON object a line, no secrets, no waiting (FAULTS 82, 102)."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from matching_sidecar import logs
from matching_sidecar.tests.running import Signer


class Stuck(logging.Handler):
    """A disk that takes a line and then hangs until it is free."""

    def __init__(self) -> None:
        super().__init__()
        self.busy, self.free = threading.Event(), threading.Event()
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.busy.set()
        self.free.wait(5)
        self.written.append(record.getMessage())


@pytest.fixture
def log(tmp_path) -> Iterator[Path]:
    root, level = logging.getLogger(), logging.getLogger().level
    handlers = root.handlers[:]
    path = tmp_path / "sidecar.log"
    handler = logs.setup("info", str(path))
    yield path
    handler.stop()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def read(path: Path) -> list[dict]:
    logging.getLogger().handlers[0].stop()
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_lines_are_objects(log):
    structlog.stdlib.get_logger("a.b").info("session opened", sub="ann")
    logging.getLogger("c").warning("disk %s is %d %% full", "sda", 90)
    first, second = read(log)
    assert (first["event"], first["sub"], first["logger"], first["level"]) == (
        "session opened",
        "ann",
        "a.b",
        "info",
    )
    assert (second["event"], second["level"]) == ("disk sda is 90 % full", "warning")


def test_request_id_is_on_every_line(log):
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        structlog.stdlib.get_logger().info("one")
        logging.getLogger("c").info("two")
    assert [line["request_id"] for line in read(log)] == ["r-1", "r-1"]


def test_secrets_are_hidden(log):
    token = Signer().token()
    structlog.stdlib.get_logger().info("login", token=token, header=f"Bearer {token}", api_key="k")
    logging.getLogger("c").error("refused: %s", token)
    found = log.read_text() if read(log) else ""
    assert token not in found
    assert token.split(".")[2] not in found
    assert found.count("***") == 4


def test_a_line_cannot_be_forged(log):
    structlog.stdlib.get_logger().info("refused", text='x\r\n{"event": "forged"}\x1b[31m')
    (line,) = read(log)
    assert line["event"] == "refused"
    assert log.read_text().count("\n") == 1
    assert "\x1b" not in log.read_text()


def test_tracebacks_stay_on_the_line(log):
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        logging.getLogger("c").exception("a defect")
    (line,) = read(log)
    assert "ZeroDivisionError" in line["exception"]


def test_debug_is_left_out(log):
    structlog.stdlib.get_logger().debug("quiet")
    logging.getLogger("picows.server").info("quiet")
    assert read(log) == []


def test_nothing_waits_for_a_slow_disk(monkeypatch):
    monkeypatch.setattr(logs, "MAX_WAITING", 3)
    disk = Stuck()
    handler = logs.DroppingQueueHandler(disk)
    for number in range(6):
        handler.handle(logging.LogRecord("a", logging.INFO, "", 0, str(number), None, None))
        assert disk.busy.wait(5)
    assert handler.dropped == 2
    disk.free.set()
    handler.stop()
    assert disk.written == ["0", "1", "2", "3"]
