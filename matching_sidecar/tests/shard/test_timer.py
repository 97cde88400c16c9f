"""What is due happens in time, also when it became due while the sidecar was down."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from matching_sidecar.model.commands import ArmCancelOnDisconnect
from matching_sidecar.model.enums import GTD
from matching_sidecar.model.terms import Terms
from matching_sidecar.shard.config import ShardConfig
from matching_sidecar.shard.reply import Batch
from matching_sidecar.shard.shard import Shard
from matching_sidecar.shard.timer import SECOND, Timer
from matching_sidecar.tests.shard.common import ask, opened, order, run


class LateClock:
    """The real clock, some nanoseconds on."""

    def __init__(self, ahead: int) -> None:
        self.ahead = ahead

    def time_ns(self) -> int:
        return time.time_ns() + self.ahead

    def monotonic(self) -> float:
        return time.monotonic()


def good_till(ts: int, number: int = 1):
    return order(number, tif=GTD, terms=Terms(expire_ts=ts))


async def first_end(shard: Shard) -> str:
    """The code of the first event of the first commit that has events."""
    found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def look(batch: Batch) -> None:
        for event in batch.events:
            if event.code and not found.done():
                found.set_result(event.code)

    shard.on_batch(look)
    return await found


def test_an_order_expires_by_itself(tmp_path: Path):
    async def day():
        shard = await opened(tmp_path)
        timer = Timer(shard)
        timer.start()
        end = asyncio.ensure_future(first_end(shard))
        await ask(shard, good_till(time.time_ns() + SECOND // 5))
        await ask(shard, good_till(time.time_ns() + 3600 * SECOND, 3))
        assert await end == "GTD_EXPIRED"
        assert len(shard.engine.accounts["NORD-01"].orders()) == 1
        timer.stop()
        await shard.close()

    run(day())


def test_what_became_due_meanwhile_happens_at_the_start(tmp_path: Path):
    async def before():
        shard = await opened(tmp_path)
        await ask(shard, good_till(time.time_ns() + 3600 * SECOND))
        await shard.close()

    async def after():
        clock = LateClock(3601 * SECOND)
        shard = Shard.open(ShardConfig(tmp_path), clock)
        timer = Timer(shard, clock)
        timer.start()
        assert await first_end(shard) == "GTD_EXPIRED"
        timer.stop()
        await shard.close()

    run(before())
    run(after())


def test_a_restart_counts_as_a_loss_of_every_session(tmp_path: Path):
    async def before():
        shard = await opened(tmp_path)
        await ask(shard, ArmCancelOnDisconnect(0, "tester", SECOND // 10))
        await ask(shard, order(1))
        await shard.close()

    async def after():
        shard = await opened(tmp_path)
        timer = Timer(shard)
        timer.start()
        assert await first_end(shard) == "CANCEL_ON_DISCONNECT"
        timer.stop()
        await shard.close()

    run(before())
    run(after())


def test_nothing_is_submitted_while_nothing_is_due(tmp_path: Path):
    async def day():
        shard = await opened(tmp_path)
        timer = Timer(shard)
        timer.start()
        await ask(shard, good_till(time.time_ns() + 3600 * SECOND))
        stored = shard.last_seq
        timer.look()
        await ask(shard, order(3))
        assert shard.last_seq == stored + 1
        timer.stop()
        await shard.close()

    run(day())
