"""Every setting of the command, read from the environment, with its default."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tools.errors import Problem

REPO = Path(__file__).resolve().parent.parent

VARIABLES = {
    "BROKERSYNC_HOME": (".run", "folder with all state: installed parts, database, journal, logs"),
    "BROKERSYNC_CACHE": ("~/.cache/brokersync", "downloads that a second home can use again"),
    "BROKERSYNC_DATA": ("../shared/data", "recorded order flow and reference files, when present"),
    "BROKERSYNC_HOST": ("127.0.0.1", "address that Odoo and the sidecar listen on"),
    "BROKERSYNC_ODOO_PORT": ("8069", "Odoo"),
    "BROKERSYNC_SIDECAR_PORT": ("8100", "REST of the sidecar"),
    "BROKERSYNC_SIDECAR_WS_PORT": ("8101", "WebSocket of the sidecar"),
    "BROKERSYNC_DATABASE": ("brokersync", "name of the database"),
    "BROKERSYNC_DURABILITY": ("process", "'process' survives kill -9, 'disk' survives power loss"),
    "BROKERSYNC_ENGINE": ("compiled", "'interpreted' runs the engine's Python source as it is"),
    "BROKERSYNC_PROXY_MODE": ("0", "1 when a proxy in front of Odoo sets X-Forwarded-*"),
    "ODOO_HOME": ("", "an Odoo 19 checkout to use instead of the Debian package"),
    "BROKERSYNC_DEBIAN_MIRROR": ("", "mirror to fetch Odoo from; default: the machine's own"),
    "PGHOST, DATABASE_URL": ("", "a PostgreSQL (13 or later) to use instead of an own one"),
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where things are and how they listen. Derived paths are properties."""

    home: Path
    install: Path  # programs and template databases: a test stack shares them with the main one
    cache: Path
    data: Path
    host: str
    odoo_port: int
    sidecar_port: int
    sidecar_ws_port: int
    database: str
    template_prefix: str  # of the template databases that `database` is copied from
    durability: str
    proxy_mode: bool
    odoo_home: Path | None
    debian_mirror: str
    external_postgres: Mapping[str, str] | None  # libpq variables

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def secrets(self) -> Path:
        return self.home / "secrets"

    @property
    def odoo_data(self) -> Path:
        return self.home / "odoo-data"

    @property
    def odoo_conf(self) -> Path:
        return self.home / "odoo.conf"

    @property
    def sidecar_toml(self) -> Path:
        return self.home / "sidecar.toml"

    @property
    def sidecar_data(self) -> Path:
        return self.home / "sidecar"

    @property
    def odoo_url(self) -> str:
        return f"http://{self.reachable_host}:{self.odoo_port}"

    @property
    def sidecar_url(self) -> str:
        return f"http://{self.reachable_host}:{self.sidecar_port}"

    @property
    def sidecar_ws_url(self) -> str:
        return f"ws://{self.reachable_host}:{self.sidecar_ws_port}/v1/ws"

    @property
    def reachable_host(self) -> str:
        """The host a client on this machine connects to."""
        return "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment; raises Problem for a value that cannot be."""

    def text(name: str) -> str:
        return environ.get(name) or VARIABLES[name][0]

    def path(name: str) -> Path:
        return (REPO / Path(text(name)).expanduser()).resolve()

    def port(name: str) -> int:
        value = text(name)
        if not value.isdecimal() or not 0 < int(value) < 65536:
            raise Problem(f"{name} is {value!r}", "A port is a number from 1 to 65535.")
        return int(value)

    durability = text("BROKERSYNC_DURABILITY")
    if durability not in ("process", "disk"):
        raise Problem(f"BROKERSYNC_DURABILITY is {durability!r}", "It is 'process' or 'disk'.")
    home = path("BROKERSYNC_HOME")
    return Settings(
        home=home,
        install=home,
        cache=path("BROKERSYNC_CACHE"),
        data=path("BROKERSYNC_DATA"),
        host=text("BROKERSYNC_HOST"),
        odoo_port=port("BROKERSYNC_ODOO_PORT"),
        sidecar_port=port("BROKERSYNC_SIDECAR_PORT"),
        sidecar_ws_port=port("BROKERSYNC_SIDECAR_WS_PORT"),
        database=text("BROKERSYNC_DATABASE"),
        template_prefix=text("BROKERSYNC_DATABASE"),
        durability=durability,
        proxy_mode=text("BROKERSYNC_PROXY_MODE") == "1",
        odoo_home=path("ODOO_HOME") if environ.get("ODOO_HOME") else None,
        debian_mirror=text("BROKERSYNC_DEBIAN_MIRROR"),
        external_postgres=_external_postgres(environ),
    )


def _external_postgres(environ: Mapping[str, str]) -> dict[str, str] | None:
    if url := environ.get("DATABASE_URL"):
        parts = urlsplit(url)
        if parts.scheme not in ("postgres", "postgresql") or not parts.hostname:
            raise Problem("DATABASE_URL is no PostgreSQL address", "postgresql://user@host:5432")
        found = {
            "PGHOST": parts.hostname,
            "PGPORT": str(parts.port or 5432),
            "PGUSER": unquote(parts.username or ""),
            "PGPASSWORD": unquote(parts.password or ""),
        }
    elif environ.get("PGHOST"):
        found = {
            name: environ.get(name, "") for name in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
        }
    else:
        return None
    return {name: value for name, value in found.items() if value}
