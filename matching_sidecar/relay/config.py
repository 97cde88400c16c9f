"""Configuration of a relay: a TOML file, each value of which an environment variable can replace.

``BROKERSYNC_RELAY_RELAY_PORT`` replaces ``port`` in ``[relay]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from ..config import NatsConfig, Port, check_nats, read

PREFIX: Final = "BROKERSYNC_RELAY_"


class RelaySettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """``[relay]``: the process and its doors. Ports may be 0: the system chooses.

    ``patience`` in seconds: how long a client's command waits for a leader.
    """

    shard: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_-]{1,32}$")] = "main"
    host: str = "127.0.0.1"
    port: Port = 8200
    ws_port: Port = 8201
    max_sessions: Annotated[int, msgspec.Meta(ge=1)] = 25_000
    allowed_origins: list[str] = []
    patience: Annotated[float, msgspec.Meta(gt=0, le=600)] = 20.0
    log_file: str = ""
    log_level: Literal["debug", "info", "warning", "error"] = "info"


class RelayConfig(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The whole file. Of ``[nats]`` only the servers, the token and the authority matter."""

    relay: RelaySettings = RelaySettings()
    nats: NatsConfig = NatsConfig()


def load(path: Path | None, environ: Mapping[str, str]) -> RelayConfig:
    """Read the file (None: environment only).

    Raises:
        ConfigError: the file cannot be read, or a value is wrong.
    """
    config = read(path, environ, RelayConfig, PREFIX)
    check_nats(config.nats)
    return config
