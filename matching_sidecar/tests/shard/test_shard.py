"""A shard: durable answers, repeats, restarts, snapshots, a full disk."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from matching_sidecar.engine.state import digest
from matching_sidecar.model.events import Execution, Refusal
from matching_sidecar.tests.shard.common import Told, ask, cancel, opened, order, replace


@pytest.fixture(params=["process", "disk"])
def durability(request):
    return request.param


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 120))


def test_answers_and_restart_in_the_same_state(tmp_path, durability):
    async def first():
        shard = await opened(tmp_path, durability=durability)
        replies = [Told() for _ in range(200)]
        for number, reply in enumerate(replies):
            shard.submit(order(number), reply)
        answers = [await reply.done for reply in replies]
        assert all(isinstance(answer, Execution) for answer in answers)
        assert shard.event_log.last_seq == shard.engine.event_seq
        await shard.close()
        return digest(shard.engine), shard.event_log.last_seq

    async def second():
        shard = await opened(tmp_path, durability=durability)
        assert shard.recovered.replayed == 0  # closed with a snapshot
        events = shard.event_log.read(1, 10_000)
        assert [event.seq for event in events] == list(range(1, shard.event_log.last_seq + 1))
        found = digest(shard.engine), shard.event_log.last_seq
        await shard.close()
        return found

    assert run(first()) == run(second())


def test_replay_without_a_snapshot_gives_the_same_digest(tmp_path):
    async def trade():
        shard = await opened(tmp_path, durability="process")
        for number in range(300):
            await ask(shard, order(number))
        await shard.close()
        return digest(shard.engine), shard.event_log.read(1, 10_000)

    async def again():
        for path in tmp_path.glob("snapshot-*"):
            path.unlink()
        shard = await opened(tmp_path)
        assert shard.recovered.replayed == 301
        found = digest(shard.engine), shard.event_log.read(1, 10_000)
        await shard.close()
        return found

    (first_digest, events), (second_digest, events_again) = run(trade()), run(again())
    assert first_digest == second_digest
    assert events == events_again


def test_replay_does_not_depend_on_the_hash_seed(tmp_path):
    async def trade():
        shard = await opened(tmp_path, durability="process")
        for number in range(200):
            await ask(shard, order(number))
        for path in tmp_path.glob("snapshot-*"):
            path.unlink()
        shard._snapshots.seq = shard.last_seq  # leave no snapshot: the children replay everything
        await shard.close()
        return digest(shard.engine)

    expected = run(trade())
    code = (
        "from matching_sidecar.shard.shard import *; from matching_sidecar.engine.state import *;"
        "import sys, pathlib; print(digest(Shard.open(ShardConfig(pathlib.Path(sys.argv[1])))"
        ".engine))"
    )
    for seed in ("0", "1", "20"):
        found = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        )
        assert found.stdout.split()[-1] == expected


def test_repeated_ids(tmp_path, durability):
    async def scenario():
        shard = await opened(tmp_path, durability=durability)
        first = await ask(shard, order(1, price=9_000, side=1))
        size = shard.event_log.last_seq
        # Sent again, even together: the original answer, nothing new.
        again = [Told(), Told()]
        for reply in again:
            shard.submit(order(1, price=9_000, side=1), reply)
        assert [await reply.done for reply in again] == [first, first]
        for change in (
            {"qty": 9},
            {"price": 9_001},
            {"side": 2},
            {"tif": 0},
            {"symbol": "NGF27"},
            {"ord_type": 1},
        ):
            answer = await ask(shard, order(1, **({"price": 9_000, "side": 1} | change)))
            assert answer == Refusal("DUPLICATE_ID_MISMATCH", "o1"), change
        assert shard.event_log.last_seq == size
        cancelled = await ask(shard, cancel(1, "o1"))
        assert await ask(shard, cancel(1, "o1")) == cancelled
        assert await ask(shard, cancel(1, "o2")) == Refusal("DUPLICATE_ID_MISMATCH", "c1")
        assert await ask(shard, cancel(1, "o1", "NORD-01")) == cancelled
        assert await ask(shard, order(1, price=9_000, side=1)) == first
        await shard.close()

    run(scenario())


def test_repeated_cancels_and_replaces(tmp_path):
    async def scenario():
        shard = await opened(tmp_path, durability="process")
        await ask(shard, order(1, price=9_000, side=1))
        replaced = await ask(shard, replace(2, "o1", qty=5, price=9_001))
        assert replaced.qty == 5
        assert await ask(shard, replace(2, "o1", qty=5, price=9_001)) == replaced
        for other in (
            replace(2, "o1", qty=6, price=9_001),
            replace(2, "o1", qty=5, price=9_002),
            replace(2, "r2", qty=5, price=9_001),
            replace(2, "o1", qty=5, price=9_001, symbol="NGF27"),
            order(1, cl_ord_id="r2"),
        ):
            assert await ask(shard, other) == Refusal("DUPLICATE_ID_MISMATCH", "r2"), other
        rejected = await ask(shard, cancel(3, "nothing"))
        assert rejected.code == "UNKNOWN_ORDER"
        assert await ask(shard, cancel(3, "nothing")) == rejected
        other = await ask(shard, cancel(3, "else"))
        assert other == Refusal("DUPLICATE_ID_MISMATCH", "c3")
        await shard.close()

    run(scenario())


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


def test_time_in_the_journal_only_rises(tmp_path, monkeypatch):
    async def scenario():
        shard = await opened(tmp_path)
        times = []
        for now in (10**18, 5 * 10**17, 10**18 + 3):
            monkeypatch.setattr("matching_sidecar.shard.shard.time.time_ns", lambda now=now: now)
            times.append((await ask(shard, order(len(times)))).ts)
        await shard.close()
        return times

    times = run(scenario())
    assert times == sorted(set(times))


def test_overload_is_refused_at_the_edge(tmp_path):
    async def scenario():
        shard = await opened(tmp_path, durability="process", max_waiting=10)
        replies = [Told() for _ in range(15)]
        for number, reply in enumerate(replies):
            shard.submit(order(number), reply)
        answers = [await reply.done for reply in replies]
        assert answers[10:] == ["OVERLOADED"] * 5
        assert "OVERLOADED" not in answers[:10]
        assert isinstance(await ask(shard, order(99)), Execution)
        await shard.close()

    run(scenario())


def test_blocked_shard_refuses_orders_with_the_reason(tmp_path):
    async def scenario():
        shard = await opened(tmp_path)
        shard.health.block("odoo_ahead", "Odoo is ahead of the journal")
        assert not shard.health.ready
        assert shard.health.reasons == ["Odoo is ahead of the journal"]
        assert await ask(shard, order(1)) == "NOT_READY"
        shard.health.unblock("odoo_ahead")
        assert isinstance(await ask(shard, order(1)), Execution)
        await shard.close()
        assert await ask(shard, order(2)) == "NOT_READY"

    run(scenario())


def test_snapshots_while_trading_shorten_the_next_start(tmp_path):
    async def trade():
        shard = await opened(tmp_path, durability="process", snapshot_every=50)
        for number in range(220):
            await ask(shard, order(number))
            if number == 120:
                await asyncio.sleep(0.3)  # let the child of the first snapshot finish
        shard._snapshots.reap(wait=True)
        # As after a kill: no snapshot at the end, no orderly close.
        shard._journal.close()
        return digest(shard.engine)

    async def again():
        shard = await opened(tmp_path)
        found = digest(shard.engine), shard.recovered.replayed
        await shard.close()
        return found

    expected = run(trade())
    found, replayed = run(again())
    assert found == expected
    assert 0 < replayed < 200


def test_damaged_snapshot_falls_back_to_replay(tmp_path):
    async def trade():
        shard = await opened(tmp_path, durability="process")
        for number in range(50):
            await ask(shard, order(number))
        await shard.close()
        return digest(shard.engine)

    expected = run(trade())
    (path,) = tmp_path.glob("snapshot-*.bss")
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)

    async def again():
        shard = await opened(tmp_path)
        assert shard.recovered.problems
        found = digest(shard.engine)
        await shard.close()
        return found

    assert run(again()) == expected


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
