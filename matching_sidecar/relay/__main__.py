"""``python -m matching_sidecar.relay --config relay.toml``

Ends with 0 after a signal, 2 for a wrong configuration or a taken port.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import uvloop

from .. import __version__, logs
from ..config import ConfigError
from .app import Relay
from .config import RelayConfig, load

_WRONG_CONFIGURATION = 2


def main() -> None:
    """Run a relay."""
    parser = argparse.ArgumentParser("matching_sidecar.relay", description="A gateway to a shard.")
    parser.add_argument("--config", type=Path, help="TOML file; environment variables replace it")
    parser.add_argument("--version", action="version", version=__version__)
    arguments = parser.parse_args()
    try:
        config = load(arguments.config, os.environ)
        logs.setup(config.relay.log_level, config.relay.log_file)
        uvloop.run(_run(config))
    except ConfigError as error:
        parser.exit(_WRONG_CONFIGURATION, f"matching_sidecar.relay: {error}\n")


async def _run(config: RelayConfig) -> None:
    relay = await Relay.join(config)
    await relay.run()


if __name__ == "__main__":
    main()
