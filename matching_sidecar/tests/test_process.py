"""``python -m matching_sidecar``: exit codes, signals, logs."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest
from websockets.sync.client import connect

from matching_sidecar.tests.desk import ROWS
from matching_sidecar.tests.running import Signer

START_SECONDS = 60


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


class Program:
    """A sidecar as an operator starts it."""

    def __init__(self, folder: Path) -> None:
        self.signer = Signer()
        self.folder = folder
        self.port, self.ws_port = free_port(), free_port()
        self.log = folder / "sidecar.log"
        (folder / "key.pem").write_bytes(self.signer.public_pem)
        (folder / "rows.json").write_bytes(msgspec.json.encode({"version": 1, "rows": ROWS}))
        self.file = folder / "sidecar.toml"
        self.write()
        self.process: subprocess.Popen[str] | None = None

    def write(self, **changed: object) -> None:
        values = {
            "data_dir": str(self.folder / "shard"),
            "token_public_key_file": str(self.folder / "key.pem"),
            "reference_file": str(self.folder / "rows.json"),
            "port": self.port,
            "ws_port": self.ws_port,
            "log_file": str(self.log),
        } | changed
        lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
        self.file.write_text("\n".join(["[sidecar]", *lines, "[odoo]", "enabled = false"]))

    def start(self) -> None:
        self.process = self.spawn()
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/ready").status_code == 200:
                    return
            except httpx.TransportError:
                assert self.process.poll() is None, self.process.communicate()[1]
                assert time.monotonic() < deadline
            time.sleep(0.02)

    def spawn(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "matching_sidecar", "--config", str(self.file)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            env=os.environ | {"PYTHONWARNINGS": "error"},
        )

    def end(self, number: int = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        _, self.said = self.process.communicate(timeout=60)
        return self.process.returncode

    def fail(self) -> tuple[int, str]:
        process = self.spawn()
        try:
            _, said = process.communicate(timeout=START_SECONDS)
        finally:
            process.kill()
        return process.returncode, said


@pytest.fixture
def program(tmp_path) -> Iterator[Program]:
    found = Program(tmp_path)
    yield found
    if found.process is not None and found.process.poll() is None:
        found.process.kill()
        found.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stops_in_order(program, number):
    program.start()
    token = program.signer.token()
    order = {"account": "NORD-01", "symbol": "CLF27", "side": "buy", "order_qty": 1, "price": 70}
    with connect(f"ws://127.0.0.1:{program.ws_port}/v1/ws") as client:
        client.send(json.dumps({"op": "login", "token": token}))
        assert "login_ok" in client.recv(30)
        orders = [{"op": "new", "cl_ord_id": f"o{i}"} | order for i in range(300)]
        client.send(json.dumps(orders))
        assert program.end(number) == 0
        answers = [answer for frame in client for answer in json.loads(frame)]
        assert client.close_code == 1001
    acknowledged = {a["cl_ord_id"] for a in answers if a["type"] == "execution"}
    refused = {a["cl_ord_id"] for a in answers if a["type"] == "error"}
    assert len(acknowledged | refused) in (0, 300)
    program.start()
    headers = {"Authorization": f"Bearer {token}"}
    found = httpx.get(f"http://127.0.0.1:{program.port}/v1/orders", headers=headers).json()
    assert {order["cl_ord_id"] for order in found} >= acknowledged
    assert program.end() == 0
    assert program.said == ""
    lines = [json.loads(line) for line in program.log.read_text().splitlines()]
    assert {"the sidecar is up", "the sidecar has stopped"} <= {line["event"] for line in lines}
    assert all({"event", "level", "logger", "ts"} <= line.keys() for line in lines)
    assert token not in program.log.read_text()


def test_second_process_leaves_the_journal_alone(program):
    program.start()
    program.write(port=free_port(), ws_port=free_port())
    code, said = program.fail()
    assert code == 3
    assert said.startswith("matching_sidecar: ")
    assert "Traceback" not in said


def test_taken_port(program):
    with socket.create_server(("127.0.0.1", program.ws_port)):
        code, said = program.fail()
    assert code == 2
    assert f"sidecar.ws_port: 127.0.0.1:{program.ws_port} cannot be used" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"port": "http"}, "sidecar.port: Expected `int`, got `str`"),
        ({"token_public_key_file": "/none.pem"}, "/none.pem: No such file"),
        ({"reference_file": "/none.json"}, "sidecar.reference_file: "),
        ({"log_file": "/none/none.log"}, "/none/none.log: No such file"),
    ],
)
def test_wrong_configuration(program, change, said):
    program.write(**change)
    code, found = program.fail()
    assert (code, "Traceback" in found) == (2, False)
    assert said in found


@pytest.mark.parametrize("name", ["key.pem", "rows.json"])
def test_files_that_hold_something_else(program, name):
    (program.folder / name).write_text('{"version": 1, "rows": [{"kind": "firm"}]}')
    code, said = program.fail()
    assert code == 2
    assert f"sidecar.{'token_public_key_file' if name == 'key.pem' else 'reference_file'}" in said


def test_damaged_journal(program):
    program.start()
    program.end()
    for path in (program.folder / "shard").rglob("*"):
        if path.is_file() and "journal" in path.name:
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 0xFF
            path.write_bytes(content + b"x" * 100)
    code, said = program.fail()
    assert code == 4
    assert "Traceback" not in said
