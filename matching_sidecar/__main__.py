"""``python -m matching_sidecar --config sidecar.toml``

Ends with 0 after a signal, 2 for a wrong configuration or a taken port, 3 when another process has the journal,
4 when the journal is damaged, 70 when the disk under it failed.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import uvloop

from . import __version__, logs
from .app import Sidecar
from .config import Config, ConfigError, load
from .journal.errors import JournalError

_WRONG_CONFIGURATION = 2


def main() -> None:
    """Run the sidecar."""
    parser = argparse.ArgumentParser("matching_sidecar", description="The matching sidecar.")
    parser.add_argument("--config", type=Path, help="TOML file; environment variables replace it")
    parser.add_argument("--version", action="version", version=__version__)
    arguments = parser.parse_args()
    try:
        config = load(arguments.config, os.environ)
        log = logs.setup(config.sidecar.log_level, config.sidecar.log_file)
        uvloop.run(_run(config, log))
    except ConfigError as error:
        parser.exit(_WRONG_CONFIGURATION, f"matching_sidecar: {error}\n")
    except OSError as error:
        parser.exit(_WRONG_CONFIGURATION, f"matching_sidecar: {error.filename}: {error.strerror}\n")
    except JournalError as error:
        parser.exit(error.exit_code, f"matching_sidecar: {error}\n")


async def _run(config: Config, log: logs.DroppingQueueHandler) -> None:
    if config.sidecar.journal == "nats":
        sidecar = await Sidecar.join(config)
    else:
        sidecar = Sidecar.open(config)
    sidecar.metrics.gauges.append(("log_lines_dropped", "Never written", lambda: log.dropped))
    await sidecar.run()


if __name__ == "__main__":
    main()
