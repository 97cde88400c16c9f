"""Configuration: a TOML file, each value of which an environment variable can replace.

``BROKERSYNC_SIDECAR_ODOO_URL`` replaces ``url`` in ``[odoo]``; lists are comma-separated there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec

PREFIX: Final = "BROKERSYNC_SIDECAR_"

T = TypeVar("T", bound=msgspec.Struct)

Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]


class ConfigError(Exception):
    """A value is missing or wrong; the text names it."""


class SidecarConfig(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """``[sidecar]``: the process, its doors and its journal. Ports may be 0: the system chooses.

    With ``journal = "nats"`` several sidecars share a journal and one of them leads.
    ``doors`` are processes that hold the WebSockets, each up to the system's limit of open files; 0: this one does.
    ``client_rate`` is messages a second of one login, WebSocket and REST together, ``client_burst`` how many at once; a
    rate of 0: no limit. ``calendars``: instruments follow their trading calendars.
    """

    data_dir: Path
    token_public_key_file: Path
    shard: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_-]{1,32}$")] = "main"
    host: str = "127.0.0.1"
    port: Port = 8100
    ws_port: Port = 8101
    journal: Literal["local", "nats"] = "local"
    durability: Literal["process", "disk"] = "disk"
    snapshot_every: Annotated[int, msgspec.Meta(ge=1)] = 1_000_000
    doors: Annotated[int, msgspec.Meta(ge=0, le=16)] = 0
    max_sessions: Annotated[int, msgspec.Meta(ge=1)] = 50_000
    client_rate: Annotated[float, msgspec.Meta(ge=0, le=1e6)] = 10_000
    client_burst: Annotated[int, msgspec.Meta(ge=1, le=10_000_000)] = 20_000
    calendars: bool = True
    allowed_origins: list[str] = []
    reference_file: str = ""
    log_file: str = ""
    log_level: Literal["debug", "info", "warning", "error"] = "info"


class OdooConfig(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """``[odoo]``: where Odoo is. The API key is in a file of its own, read at each connect."""

    enabled: bool = True
    url: str = "http://127.0.0.1:8069"
    database: str = ""
    login: str = ""
    api_key_file: str = ""
    protocol: Literal["xmlrpc", "json2"] = "xmlrpc"
    timeout: Annotated[float, msgspec.Meta(gt=0, le=600)] = 30.0


class NatsConfig(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """``[nats]``: the servers that keep a shared journal, and this node among its peers.

    ``url`` and ``ws_url`` are where gateways reach this node; "": the host and ports above.
    ``node`` "": the machine's name. ``lease_ttl`` in seconds. The token is in a file of its own.
    """

    servers: list[str] = msgspec.field(default_factory=lambda: ["nats://127.0.0.1:4222"])
    replicas: Annotated[int, msgspec.Meta(ge=1, le=5)] = 3
    node: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_.-]{0,64}$")] = ""
    lease_ttl: Annotated[int, msgspec.Meta(ge=1, le=60)] = 1
    url: str = ""
    ws_url: str = ""
    token_file: str = ""
    ca_file: str = ""


class Config(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The whole file."""

    sidecar: SidecarConfig
    odoo: OdooConfig = OdooConfig()
    nats: NatsConfig = NatsConfig()


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """Read the file (None: environment only).

    Raises:
        ConfigError: the file cannot be read, or a value is wrong.
    """
    config = read(path, environ, Config, PREFIX)
    _check_odoo(config.odoo)
    if config.sidecar.journal == "nats":
        check_nats(config.nats)
    return config


def read(path: Path | None, environ: Mapping[str, str], kind: type[T], prefix: str) -> T:
    """Read a file with the tables of ``kind``.

    Raises:
        ConfigError: the file cannot be read, or a value has a wrong type.
    """
    found: dict[str, Any] = {}
    if path is not None:
        try:
            found = tomllib.loads(path.read_text("utf-8"))
        except OSError as error:
            raise ConfigError(f"{path}: {error.strerror}") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: {error}") from None
    for section in msgspec.structs.fields(kind):
        overrides = _overrides(prefix + section.name, section.type, environ)
        found[section.name] = {**_table(found, section.name), **overrides}
    try:
        return msgspec.convert(found, kind, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise ConfigError(_in_words(str(error))) from None


def _table(found: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    table = found.get(section, {})
    if not isinstance(table, dict):
        raise ConfigError(f"[{section}] must be a table")
    return table


def _overrides(
    prefix: str, kind: type[msgspec.Struct], environ: Mapping[str, str]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        name = f"{prefix}_{field.name}".upper()
        if name not in environ:
            continue
        text = environ[name]
        value: Any = [part.strip() for part in text.split(",") if part.strip()]
        if field.type != list[str]:
            value = text
        try:
            found[field.name] = msgspec.convert(value, field.type, strict=False, dec_hook=_decode)
        except msgspec.ValidationError as error:
            raise ConfigError(f"{name}: {error}, got {text!r}") from None
    return found


def _decode(kind: type, value: Any) -> Any:
    if kind is Path and value and isinstance(value, str | Path):
        return Path(value)
    raise ValueError("Expected a path")


def _check_odoo(odoo: OdooConfig) -> None:
    if not odoo.enabled:
        return
    if not odoo.url.startswith(("http://", "https://")):
        raise ConfigError(f"odoo.url must begin with http:// or https://, got {odoo.url!r}")
    needed = ("database", "api_key_file", *(("login",) if odoo.protocol == "xmlrpc" else ()))
    for name in needed:
        if not getattr(odoo, name):
            raise ConfigError(f"odoo.{name} is needed (or set odoo.enabled = false)")


def check_nats(nats: NatsConfig) -> None:
    """Check what the types cannot.

    Raises:
        ConfigError: a value is wrong.
    """
    if not nats.servers:
        raise ConfigError("nats.servers must name at least one server")
    for server in nats.servers:
        if not server.startswith(("nats://", "tls://")):
            raise ConfigError(f"nats.servers must begin with nats:// or tls://, got {server!r}")
    for name, schemes in (("url", ("http://", "https://")), ("ws_url", ("ws://", "wss://"))):
        value = getattr(nats, name)
        if value and not value.startswith(schemes):
            raise ConfigError(f"nats.{name} must begin with {' or '.join(schemes)}, got {value!r}")


def _in_words(reason: str) -> str:
    """``Expected `int`, got `str` - at `$.sidecar.port``` → ``sidecar.port: Expected `int`, got `str```."""
    what, _, path = reason.partition(" - at `$.")
    return f"{path.rstrip('`')}: {what}" if path else what
