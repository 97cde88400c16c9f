"""``python -m matching_sidecar.export_journal --config sidecar.toml FOLDER``

Copies a shard's replicated journal into a folder: a local journal like any other, to replay, to look into, or to go on
with on one machine. Ends with 4 when there is none or it is damaged.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path

from .config import ConfigError, load
from .journal.errors import JournalError
from .journal.jetstream.export import export
from .replicas import servers

_WRONG_CONFIGURATION = 2


def main() -> None:
    """Copy a journal."""
    parser = argparse.ArgumentParser(
        "matching_sidecar.export_journal", description="A replicated journal as local files."
    )
    parser.add_argument("--config", type=Path, help="the configuration of a sidecar of the shard")
    parser.add_argument("folder", type=Path, help="new, or empty")
    arguments = parser.parse_args()
    try:
        config = load(arguments.config, os.environ)
        shard, found = config.sidecar.shard, servers(config.nats)
        last_seq = asyncio.run(export(found, shard, arguments.folder))
    except ConfigError as error:
        parser.exit(_WRONG_CONFIGURATION, f"{parser.prog}: {error}\n")
    except JournalError as error:
        parser.exit(error.exit_code, f"{parser.prog}: {error}\n")
    parser.exit(0, f"{last_seq} commands of shard {shard} are in {arguments.folder}\n")


if __name__ == "__main__":
    main()
