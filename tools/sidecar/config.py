"""sidecar.toml of one home. config/sidecar.toml is the same with every key explained."""

import json

from tools import secret_files
from tools.settings import Settings


def write(settings: Settings) -> None:
    tables: dict[str, dict[str, object]] = {
        "sidecar": {
            "shard": "main",
            "host": settings.host,
            "port": settings.sidecar_port,
            "ws_port": settings.sidecar_ws_port,
            "data_dir": str(settings.sidecar_data),
            "durability": settings.durability,
            "allowed_origins": _origins(settings),
            "token_public_key_file": str(secret_files.token_public_key(settings)),
        },
        "odoo": {
            "enabled": True,
            "url": settings.odoo_url,
            "database": settings.database,
            "login": secret_files.sidecar_login(settings).read_text(),
            "api_key_file": str(secret_files.sidecar_api_key(settings)),
            "protocol": "xmlrpc",
        },
    }
    settings.home.mkdir(parents=True, exist_ok=True)
    lines = [
        "# Written by ./brokersync at every start; the keys are explained in config/sidecar.toml."
    ]
    for table, values in tables.items():
        # A JSON scalar, or a list of texts, is written the same in TOML.
        lines += [
            f"\n[{table}]",
            *(f"{key} = {json.dumps(value)}" for key, value in values.items()),
        ]
    settings.sidecar_toml.write_text("\n".join(lines) + "\n")


def _origins(settings: Settings) -> list[str]:
    """Where Odoo's pages come from, by every name a browser on this machine may use."""
    hosts = {settings.reachable_host, "localhost"}
    return [f"http://{host}:{settings.odoo_port}" for host in sorted(hosts)]
