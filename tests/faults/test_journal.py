"""Faults of the disk, seen from outside the process."""

import os
import subprocess
import time
import urllib.error

import pytest

from tests.faults.conftest import ROWS
from tests.faults.flow import Flow
from tests.faults.inspection import check_invariants, read
from tools.lab.sidecar import LabSidecar


def test_damage_in_the_middle_refuses_to_start_and_names_the_place(lab):
    flow = Flow()
    lab.start()
    flow.start(lab, frame=5, pause=0.005)
    flow.answers(200)
    lab.kill()
    flow.stop()
    (path,) = lab.data.glob("journal-*.bsj")
    whole = path.read_bytes()
    damaged = bytearray(whole)
    damaged[len(damaged) // 2] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(RuntimeError, match=r"damaged at byte \d+, command \d+"):
        lab.start()
    assert lab.process.wait(60) == 4
    assert path.read_bytes() == damaged, "the operator decides, nothing is dropped"
    path.write_bytes(whole)
    lab.start()


def test_second_sidecar_on_the_same_journal_is_refused(lab, tmp_path):
    lab.start()
    second = LabSidecar(tmp_path, ROWS)
    with pytest.raises(RuntimeError, match="another sidecar"):
        second.start()
    assert second.process.wait(60) == 3
    assert lab.get("/ready")


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_full_disk_refuses_orders_keeps_reading_and_recovers(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], check=True)
    lab = LabSidecar(disk, ROWS)
    try:
        ballast = disk / "ballast"
        ballast.write_bytes(b"x" * 1_200_000)
        lab.start()
        token = lab.signer.token()
        flow = Flow()
        flow.start(lab, frame=50)
        _wait(lambda: "JOURNAL_UNAVAILABLE" in flow.refused.values())
        with pytest.raises(urllib.error.HTTPError) as caught:
            lab.get("/ready")
        assert caught.value.code == 503
        assert lab.get("/live")
        assert lab.get("/v1/instruments/CLF27/book", token)["symbol"] == "CLF27"
        ballast.unlink()
        _wait(lambda: _ready(lab))
        before = len(flow.acked)
        _wait(lambda: len(flow.acked) > before)
        lab.kill()
        flow.stop()
        lab.start()
        lab.stop()
        _digest, events = read(lab.data)
        check_invariants(events, flow.acked)
    finally:
        lab.kill()
        subprocess.run(["umount", "-l", str(disk)], check=True)


def _ready(lab):
    try:
        return lab.get("/ready")
    except urllib.error.HTTPError:
        return False


def _wait(condition, seconds=60):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)
