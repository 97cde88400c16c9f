"""A copy of the stream is a journal like any other."""

import asyncio
import json
import sys

import pytest

from matching_sidecar import export_journal
from matching_sidecar.engine.state import digest
from matching_sidecar.journal.errors import JournalError
from matching_sidecar.journal.jetstream.export import export
from matching_sidecar.shard.config import ShardConfig
from matching_sidecar.shard.shard import Shard
from matching_sidecar.tests.replicas.nodes import Node
from matching_sidecar.tests.shard.common import ask, order


@pytest.fixture
def traded(tmp_path, servers, shard_name):
    """A stream with some orders; where its node stood."""

    async def trade():
        async with Node(tmp_path, servers, shard_name, "a") as a:
            await a.leads()
            for number in range(20):
                await ask(a.shard, order(number))
            return a.state

    return asyncio.run(trade())


@pytest.fixture
def command(tmp_path, servers, shard_name, monkeypatch):
    """Runs the command; gives what it says, and its exit code."""
    config = tmp_path / "sidecar.toml"
    config.write_text(
        f'[sidecar]\nshard = "{shard_name}"\ndata_dir = "/data"\ntoken_public_key_file = "/key"\n'
        f"[odoo]\nenabled = false\n[nats]\nservers = {json.dumps(servers.addresses)}\n"
    )

    def run(folder, path=config):
        arguments = ["export_journal", "--config", str(path), str(folder)]
        monkeypatch.setattr(sys, "argv", arguments)
        with pytest.raises(SystemExit) as ended:
            export_journal.main()
        return ended.value.code

    return run


def test_copy_goes_on_as_a_local_journal(traded, tmp_path, command, capsys, shard_name):
    assert command(tmp_path / "copy") == 0
    assert f"{traded[0]} commands of shard {shard_name}" in capsys.readouterr().err

    async def go_on():
        shard = Shard.open(ShardConfig(tmp_path / "copy"))
        assert (shard.last_seq, shard.event_log.last_seq, digest(shard.engine)) == traded
        answer = await ask(shard, order(100))
        assert answer.seq == traded[1] + 1
        await shard.close()

    asyncio.run(go_on())


def test_copy_replaces_nothing(traded, tmp_path, command, capsys):
    assert command(tmp_path / "copy") == 0
    assert command(tmp_path / "copy") == 4
    assert "holds a journal already" in capsys.readouterr().err


def test_missing_stream(tmp_path, servers):
    with pytest.raises(JournalError, match="there is no stream BROKERSYNC_JOURNAL_none"):
        asyncio.run(export(servers, "none", tmp_path / "copy"))


def test_missing_configuration(tmp_path, command, capsys):
    assert command(tmp_path / "copy", tmp_path / "none.toml") == 2
    assert "No such file" in capsys.readouterr().err
