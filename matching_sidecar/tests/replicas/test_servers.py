"""What is asked of the NATS servers, and what happens when they are not as they should be."""

import asyncio

import pytest
from nats.js.api import StreamConfig

from matching_sidecar import replicas
from matching_sidecar.config import Config, ConfigError, NatsConfig, SidecarConfig
from matching_sidecar.journal.errors import JournalError, LostLeadershipError
from matching_sidecar.journal.jetstream.connection import Connection
from matching_sidecar.journal.jetstream.lease import (
    Lease,
    LeaseLostError,
    LeaseRecord,
    holder,
    open_lease_stream,
)
from matching_sidecar.journal.jetstream.settings import Names, Servers
from matching_sidecar.journal.jetstream.stream import FrameStream
from matching_sidecar.shard.config import ShardConfig
from tools.lab.nats import LabNats


def with_connection(servers, work):
    """Run ``work`` with a connection."""

    async def scenario():
        connection = await Connection.open(servers, "test")
        try:
            await asyncio.wait_for(work(connection), 120)
        finally:
            await connection.close()

    asyncio.run(scenario())


def test_frames_are_appended_at_their_number_only(servers, shard_name):
    async def work(connection):
        stream = await FrameStream.open(connection, Names(shard_name), servers)
        again = await FrameStream.open(connection, Names(shard_name), servers)
        assert again.journal_id == stream.journal_id
        await stream.append(b"one", 0)
        await stream.append(b"two", 1)
        for wrong in (0, 1, 3):
            with pytest.raises(LostLeadershipError, match="another node writes"):
                await stream.append(b"three", wrong)
        assert await stream.read(0) == [b"one", b"two"]
        assert await stream.read(1, 1) == [b"two"]
        assert await stream.read(2) == []
        assert await stream.last() == 2

    with_connection(servers, work)


def test_stream_of_others_is_not_touched(servers, shard_name):
    async def work(connection):
        names = Names(shard_name)
        await connection.streams.add_stream(
            StreamConfig(name=names.journal, subjects=[names.journal_subject])
        )
        with pytest.raises(JournalError, match="is not a journal"):
            await FrameStream.open(connection, names, servers)

    with_connection(servers, work)


def test_more_replicas_than_servers_are_refused(servers, shard_name):
    async def work(connection):
        with pytest.raises(JournalError, match="cannot be made"):
            await FrameStream.open(connection, Names(shard_name), servers._replace(replicas=3))

    with_connection(servers, work)


def test_lease_has_one_holder(servers, shard_name):
    async def work(connection):
        names = Names(shard_name)
        await open_lease_stream(connection, names, servers)
        first, second = (Lease(connection, names, 1) for _ in range(2))
        mine, yours = (LeaseRecord(name, 0, "", "") for name in ("mine", "yours"))
        assert await first.take(mine)
        assert first.held
        assert 0 < first.remaining < 1
        assert not await second.take(yours)
        await first.renew(mine)
        # The answer to a renewal was lost: the next one finds its own message.
        first._sequence -= 1
        await first.renew(mine)
        await asyncio.sleep(first.remaining)
        assert await holder(connection, names), "the holder stops before the servers forget"
        assert not first.held
        async with asyncio.timeout(30):
            while not await second.take(yours):
                pass
        with pytest.raises(LeaseLostError):
            await first.renew(mine)
        await second.give_back()
        assert not second.held
        assert await first.take(mine)

    with_connection(servers, work)


def test_servers_must_take_a_whole_commit(tmp_path):
    key = tmp_path / "key"
    with LabNats(tmp_path / "nats", nodes=1, limit="1MB") as small:
        config = Config(
            SidecarConfig(tmp_path / "data", key, journal="nats"), nats=NatsConfig(small.servers)
        )
        with pytest.raises(ConfigError, match=r"nats\.servers: .* set max_payload to 8MB"):
            asyncio.run(replicas.join(config, ShardConfig(tmp_path / "data")))


def test_token_comes_from_its_file(tmp_path):
    token = tmp_path / "token"
    token.write_text("secret\n")
    found = replicas.servers(NatsConfig(["nats://a"], token_file=str(token)))
    assert found == Servers(["nats://a"], 3, 1, "secret")
    token.unlink()
    with pytest.raises(ConfigError, match=r"nats\.token_file: .*No such file"):
        replicas.servers(NatsConfig(["nats://a"], token_file=str(token)))
