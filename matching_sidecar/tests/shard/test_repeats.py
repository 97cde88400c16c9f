"""What is sent again is answered as the first time."""

from matching_sidecar.model.events import Refusal
from matching_sidecar.tests.shard.common import Told, ask, cancel, opened, order, replace, run


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
