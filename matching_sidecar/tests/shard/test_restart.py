"""A shard starts again: by snapshot, by replay, to the same digest."""

import asyncio
import os
import subprocess
import sys

from matching_sidecar.engine.state import digest
from matching_sidecar.model.events import Execution
from matching_sidecar.tests.shard.common import Told, ask, opened, order, run


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
