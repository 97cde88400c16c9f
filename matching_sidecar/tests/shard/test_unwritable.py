"""A journal that cannot be written: a failed sync, a full disk."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from matching_sidecar.engine.state import digest
from matching_sidecar.model.events import Execution
from matching_sidecar.tests.shard.common import ask, opened, order, run


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ('OSError(errno.EIO, "Input/output error")', "could not be synced"),
        ("MemoryError()", "no memory left"),
        ('ZeroDivisionError("ours")', "could not be written"),
    ],
)
def test_failed_sync_stops_at_once_and_acknowledges_nothing(tmp_path, error, said):
    """EIO may mean that the kernel dropped the pages: a second try would lie."""
    script = """
import asyncio, errno, os, pathlib, sys
from matching_sidecar.tests.shard.common import Told, opened, order
async def main():
    shard = await opened(pathlib.Path(sys.argv[1]), durability="disk")
    def fail(fd):
        raise ERROR
    os.fdatasync = fail
    reply = Told()
    shard.submit(order(1), reply)
    await asyncio.wait([reply.done], timeout=5)
    print("acknowledged" if reply.done.done() else "silent")
asyncio.run(main())
""".replace("ERROR", error)
    run = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 70, run.stderr
    assert run.stdout == ""
    assert said in run.stderr


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 256 KiB; mounting one needs root, as CI has."""
    if os.geteuid():
        pytest.skip("a full disk can only be tried as root")
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_full_disk_refuses_orders_and_recovers_by_itself(small_disk, durability):
    async def fill():
        shard = await opened(small_disk, durability=durability)
        accepted, refused = [], 0
        for number in range(20_000):
            answer = await ask(shard, order(number))
            if answer == "JOURNAL_UNAVAILABLE":
                refused += 1
                if refused == 3:
                    break
            else:
                accepted.append(answer.order_id)
        assert refused == 3
        assert not shard.health.ready
        assert "disk is full" in shard.health.reasons[0]
        # Reading still works, also of what could not be written yet.
        assert len(shard.event_log.read(1, 100_000)) == shard.event_log.last_seq
        ballast.unlink()
        for _ in range(50):
            await asyncio.sleep(0.1)
            if shard.health.ready:
                break
        assert isinstance(await ask(shard, order(30_000)), Execution)
        await shard.close()
        return digest(shard.engine), accepted

    async def again():
        shard = await opened(small_disk)
        events = shard.event_log.read(1, 100_000)
        found = digest(shard.engine), {event.order_id for event in events}
        await shard.close()
        return found

    ballast = Path(small_disk) / "ballast"
    ballast.write_bytes(b"x" * 150_000)
    expected, accepted = run(fill())
    found, known = run(again())
    assert found == expected
    assert set(accepted) <= known
