"""Where the parts are and how the session gets in, from the environment `brokersync` sets."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools import secret_files, settings

BROKER = ("broker", "broker")
CLIENT = ("client", "client")
RISK_OFFICER = ("risk", "risk")
"""Login and password of the demo users the session acts as."""


@dataclass(frozen=True)
class Places:
    """Addresses, and the files with the keys."""

    odoo_url: str
    database: str
    sidecar_url: str
    sidecar_ws_url: str
    token_key: Path
    service_login: Path
    service_key: Path

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ) -> "Places":
        """From ``BROKERSYNC_…``; an address that is not set is the one of the settings."""
        found = settings.load(environ)
        return cls(
            odoo_url=environ.get("BROKERSYNC_ODOO_URL") or found.odoo_url,
            database=found.database,
            sidecar_url=environ.get("BROKERSYNC_SIDECAR_URL") or found.sidecar_url,
            sidecar_ws_url=environ.get("BROKERSYNC_SIDECAR_WS_URL") or found.sidecar_ws_url,
            token_key=secret_files.token_key(found),
            service_login=secret_files.sidecar_login(found),
            service_key=secret_files.sidecar_api_key(found),
        )
