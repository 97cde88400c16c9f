"""Rights withdrawn reach every node, and whoever comes later."""

import asyncio

import pytest

from matching_sidecar.gateway.auth import LONGEST_USE
from matching_sidecar.journal.jetstream.connection import Connection
from matching_sidecar.journal.jetstream.revocations import JetStreamRevocations
from matching_sidecar.journal.jetstream.settings import Names
from matching_sidecar.journal.revocations import Revocation, RevocationNotKeptError
from matching_sidecar.tests.replicas.nodes import until

ANN, BOB = Revocation("sub", "ann@nord.example", 1_000), Revocation("sub", "bob", 1_010)


def run(coroutine):
    asyncio.run(asyncio.wait_for(coroutine, 60))


@pytest.fixture
def opened(servers, shard_name):
    async def join(lifetime=LONGEST_USE):
        connection = await Connection.open(servers, "test")
        return await JetStreamRevocations.open(connection, Names(shard_name), servers, lifetime)

    return join


async def leave(*nodes):
    for node in nodes:
        await node.stop()
        await node._connection.close()


async def emptied(node):
    """Wait until the servers have none left."""
    info = node._connection.streams.stream_info
    while (await info(node._names.revocations)).state.messages:  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.1)


def test_one_kept_is_heard_by_others_and_found_at_the_start(opened):
    async def scenario():
        a, b = await opened(), await opened()
        heard = []
        b.heard = heard.append
        b.start()
        await a.keep(ANN)
        await until(lambda: heard == [ANN])
        await b.keep(BOB)
        await until(lambda: heard == [ANN, BOB])
        await a.catch_up()
        assert a.in_force == [ANN, BOB], "who is about to lead has them all"
        late = await opened()
        assert late.in_force == [ANN, BOB]
        await leave(a, b, late)

    run(scenario())


def test_the_servers_forget_them_with_the_tokens(opened):
    async def scenario():
        a = await opened(lifetime=1)
        await a.keep(ANN)
        await a.catch_up()

        await asyncio.wait_for(emptied(a), 20)
        late = await opened()
        assert late.in_force == []
        await a.keep(BOB)
        await asyncio.gather(a.catch_up(), late.catch_up())
        assert (a.in_force, late.in_force) == ([ANN, BOB], [BOB]), "numbers may be missing"
        await leave(a, late)

    run(scenario())


def test_without_servers_it_is_told(opened):
    async def scenario():
        a = await opened()
        await a._connection.close()
        with pytest.raises(RevocationNotKeptError):
            await a.keep(ANN)

    run(scenario())
