"""What a shard takes and refuses, and its time."""

from matching_sidecar.model.events import Execution
from matching_sidecar.tests.shard.common import Told, ask, opened, order, run


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
