"""Nodes of a shard: one leads, the others follow, and nothing is done twice or guessed."""

import asyncio

import pytest

from matching_sidecar.journal.errors import (
    JournalDamagedError,
    JournalLockedError,
    LostLeadershipError,
)
from matching_sidecar.journal.jetstream.connection import Connection
from matching_sidecar.journal.jetstream.lease import holder
from matching_sidecar.journal.jetstream.settings import Names
from matching_sidecar.model.events import Execution
from matching_sidecar.tests.replicas.nodes import Node, agree, until
from matching_sidecar.tests.shard.common import Told, ask, order


def run(coroutine):
    asyncio.run(asyncio.wait_for(coroutine, 120))


@pytest.fixture
def node(tmp_path, servers, shard_name):
    return lambda name, **config: Node(tmp_path, servers, shard_name, name, **config)


def test_standby_has_the_leaders_state_and_takes_over(node):
    async def scenario():
        async with node("a") as a, node("b") as b:
            await until(lambda: a.shard.leads or b.shard.leads)
            leader, standby = (a, b) if a.shard.leads else (b, a)
            await leader.leads()
            first = await ask(leader.shard, order(1))
            replies = [Told() for _ in range(300)]
            for number, reply in enumerate(replies, 2):
                leader.shard.submit(order(number), reply)
            assert all([isinstance(await reply.done, Execution) for reply in replies])
            assert await ask(standby.shard, order(999)) == "NOT_LEADER"
            assert f"{leader.name} leads" in standby.shard.health.reasons[0]
            await agree(a, b)
            await leader.leave()
            await until(lambda: standby.shard.leads)
            assert standby.shard.engine.epoch == 2
            assert await ask(standby.shard, order(1)) == first, "the id keeps its answer"
            last = await ask(standby.shard, order(400))
            assert last.ts > first.ts
            assert standby.shard.health.ready

    run(scenario())


def test_node_begins_with_its_snapshot(node):
    async def scenario():
        async with node("a") as a:
            await a.leads()
            for number in range(50):
                await ask(a.shard, order(number))
            await a.leave()
            before = a.state
        async with node("a") as again:
            assert again.shard.last_seq == before[0], "nothing is read that the snapshot has"
            assert again.state == before
            await again.leads()
            await ask(again.shard, order(60))
            async with node("b") as b:
                await agree(again, b)

    run(scenario())


def test_snapshot_in_the_middle_of_catching_up(node, tmp_path):
    """Many commits are read at once; the snapshot is of the one that was applied last."""

    async def scenario():
        async with node("a") as a:
            await a.leads()
            for number in range(100):
                await ask(a.shard, order(number))
            async with node("b", snapshot_every=30) as b:
                await agree(a, b)
                b.shard._snapshots.reap(wait=True)
                taken = [path.name for path in (tmp_path / "b").glob("snapshot-*.bss")]
                b.shard._snapshots.seq = b.shard.last_seq  # none at the end
            assert taken
            async with node("b") as again:
                assert 30 <= again.shard.last_seq < 100
                await agree(a, again)

    run(scenario())


def test_time_goes_on_after_a_takeover(node, monkeypatch):
    """Though the clock of the new leader is behind."""

    async def scenario():
        async with node("a") as a, node("b") as b:
            await until(lambda: a.shard.leads or b.shard.leads)
            leader, standby = (a, b) if a.shard.leads else (b, a)
            await leader.leads()
            before = await ask(leader.shard, order(1))
            await leader.leave()
            monkeypatch.setattr("time.time_ns", lambda: 1)
            await until(lambda: standby.shard.leads)
            assert (await ask(standby.shard, order(2))).ts > before.ts
            monkeypatch.undo()

    run(scenario())


def test_unknown_outcome_means_stepping_down(node, nats):
    """The server dies with the commit on its way: only the stream knows."""

    async def scenario():
        async with node("a") as a:
            await a.leads()
            told = Told()
            a.shard.submit(order(1), told)
            await asyncio.sleep(0)
            nats.kill(0)
            assert await told.done in ("NOT_LEADER", "JOURNAL_UNAVAILABLE")
            await until(lambda: not a.shard.leads)
            assert not a.shard.health.ready
            assert await ask(a.shard, order(2)) in ("NOT_LEADER", "JOURNAL_UNAVAILABLE")
            nats.spawn(0)
            await a.leads()
            answer = await ask(a.shard, order(1))
            assert isinstance(answer, Execution)
            again = await ask(a.shard, order(1))
            assert again == answer
            async with node("b") as b:
                await agree(a, b)

    run(scenario())


def test_commit_under_another_leader_is_refused(node):
    """Two nodes that believe they lead: the stream takes the commits of one."""

    async def scenario():
        async with node("a") as a, node("b") as b:
            await until(lambda: a.shard.leads or b.shard.leads)
            leader, other = (a, b) if a.shard.leads else (b, a)
            await leader.leads()
            await agree(a, b)
            # What a leader does that slept: it believes in a lease it has lost.
            other.shard._journal._may_append = lambda: True
            behind = other.shard._journal._chain.frame
            await ask(leader.shard, order(1))
            other.shard._journal._chain.frame = behind
            with pytest.raises(LostLeadershipError, match="another node writes"):
                await other.shard._journal._append(b"frame")
            assert leader.shard.leads

    run(scenario())


def test_commit_without_a_lease_is_not_even_sent(node):
    async def scenario():
        async with node("a") as a:
            await a.leads()
            a.leadership._lease.drop()
            assert await ask(a.shard, order(1)) in ("NOT_LEADER", "JOURNAL_UNAVAILABLE")
            await a.leads()
            assert isinstance(await ask(a.shard, order(1)), Execution)

    run(scenario())


def test_commands_that_wait_are_refused_when_the_node_steps_down(node):
    async def scenario():
        async with node("a") as a:
            await a.leads()
            roles = []
            a.shard.on_role(roles.append)
            replies = [Told() for _ in range(3)]
            for number, reply in enumerate(replies):
                a.shard.submit(order(number), reply)
            await asyncio.sleep(0)
            a.shard.submit(order(9), late := Told())
            a.shard.stand_by("NOT_LEADER", "sent away")
            answers = {await reply.done for reply in (*replies, late)}
            assert answers == {"NOT_LEADER"}
            assert roles == [False]
            await a.leads()
            assert roles == [False, True]
            # Whatever became of the commit that was on its way, the ids are good once.
            assert isinstance(await ask(a.shard, order(0)), Execution)

    run(scenario())


def test_stopping_node_sends_clients_to_the_next_leader(node):
    async def scenario():
        async with node("a") as a:
            await a.leads()
            await a.leave()
            assert await ask(a.shard, order(1)) == "NOT_LEADER"

    run(scenario())


def test_damaged_stream_stops_the_node(node, servers, shard_name):
    async def scenario():
        async with node("a") as a:
            await a.leads()
            connection = await Connection.open(servers, "vandal")
            await connection.streams.publish(Names(shard_name).journal_subject, b"not a frame")
            await connection.close()
            await ask(a.shard, order(1))
            with pytest.raises(JournalDamagedError, match="frame 3 of the stream is damaged"):
                await asyncio.wait_for(a.task, 60)

    run(scenario())


def test_stream_older_than_the_snapshot_is_refused(node, tmp_path, servers, shard_name):
    async def scenario():
        async with node("a") as a:
            await a.leads()
            await ask(a.shard, order(1))
            journal = a.shard._journal
            await journal.seek(1)
            with pytest.raises(JournalDamagedError, match="the snapshot is at command 99"):
                await journal.seek(99)
            await journal.seek(0)

    run(scenario())


def test_two_processes_on_one_folder_are_refused(node):
    async def scenario():
        async with node("a"):
            with pytest.raises(JournalLockedError):
                await node("a").__aenter__()

    run(scenario())


def test_lease_says_who_leads_and_is_given_back(node, servers, shard_name):
    async def scenario():
        connection, names = await Connection.open(servers, "looker"), Names(shard_name)
        async with node("a") as a:
            await a.leads()
            await asyncio.sleep(0.5)
            found = (await holder(connection, names)).record
            assert (found.node, found.epoch) == ("a", 1)
            assert (found.url, found.ws_url) == ("http://a", "ws://a")
        assert await holder(connection, names) is None
        await connection.close()

    run(scenario())
