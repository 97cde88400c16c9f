"""From the configuration to one of several nodes of a shard."""

from __future__ import annotations

import platform
from pathlib import Path

from .config import Config, ConfigError, NatsConfig
from .gateway.auth import LONGEST_USE
from .journal.jetstream.connection import ServerLimitError
from .journal.jetstream.settings import Servers
from .shard.config import ShardConfig
from .shard.leadership import Leadership
from .shard.replicated import join as join_shard
from .shard.shard import Shard


async def join(config: Config, shard: ShardConfig) -> tuple[Shard, Leadership]:
    """The shard on this node, standing by.

    Raises:
        ConfigError: the token cannot be read, or the servers are not configured for us.
        JournalError: the journal cannot be used.
    """
    name = config.nats.node or platform.node()
    try:
        return await join_shard(shard, servers(config.nats), name, LONGEST_USE)
    except ServerLimitError as error:
        raise ConfigError(f"nats.servers: {error}") from None


def servers(nats: NatsConfig) -> Servers:
    """The servers of ``[nats]``.

    Raises:
        ConfigError: the token cannot be read.
    """
    try:
        token = Path(nats.token_file).read_text("utf-8").strip() if nats.token_file else ""
    except OSError as error:
        raise ConfigError(f"nats.token_file: {nats.token_file}: {error.strerror}") from None
    return Servers(nats.servers, nats.replicas, nats.lease_ttl, token, nats.ca_file)
