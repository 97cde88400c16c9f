"""Programs in an environment of ours that use this terminal: benchmark, replay."""

import os
import subprocess
from collections.abc import Sequence

from tools import venvs
from tools.settings import REPO, Settings
from tools.sidecar import build


def environment(settings: Settings) -> dict[str, str]:
    """What these programs read: where the parts are."""
    return {
        **build.environment(settings),
        "BROKERSYNC_HOME": str(settings.home),
        "BROKERSYNC_DATA": str(settings.data),
        "BROKERSYNC_DATABASE": settings.database,
        "BROKERSYNC_DURABILITY": settings.durability,
        "BROKERSYNC_ODOO_URL": settings.odoo_url,
        "BROKERSYNC_SIDECAR_URL": settings.sidecar_url,
        "BROKERSYNC_SIDECAR_WS_URL": settings.sidecar_ws_url,
    }


def run(
    settings: Settings, module: str, arguments: Sequence[str], environment_name: str = "sidecar"
) -> int:
    """Run `python -m module` on this terminal; its exit code."""
    process = subprocess.run(
        [venvs.python(settings, environment_name), "-m", module, *arguments],
        cwd=REPO,
        env={**os.environ, **environment(settings)},
        check=False,
    )
    return process.returncode
