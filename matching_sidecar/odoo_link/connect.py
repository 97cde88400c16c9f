"""The transport a configuration asks for."""

from __future__ import annotations

from pathlib import Path

from ..config import OdooConfig
from .client import Transport
from .errors import Denied
from .json2 import Json2Transport
from .xmlrpc import XmlRpcTransport


def connect(config: OdooConfig) -> Transport:
    """A transport; it connects at its first call."""

    def read_key() -> str:
        try:
            return Path(config.api_key_file).read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Denied(f"the API key {config.api_key_file} cannot be read: {error}") from None

    if config.protocol == "json2":
        return Json2Transport(config.url, config.database, read_key, config.timeout)
    return XmlRpcTransport(config.url, config.database, config.login, read_key, config.timeout)
