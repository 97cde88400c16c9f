"""A listening socket, or words why there is none."""

from __future__ import annotations

import socket
from typing import Final

from .config import ConfigError

BACKLOG: Final = 4096
"""Connections the system holds until they are taken: after a restart everybody comes at once."""


def listen(host: str, port: int, key: str, *, shared: bool = False) -> socket.socket:
    """Listen; port 0: the system chooses. ``shared``: several sockets of ours may listen on one port.

    Raises:
        ConfigError: the address cannot be used; the text names ``key``.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG, reuse_port=shared)
    except OSError as error:
        text = f"{key}: {host}:{port} cannot be used: {error.strerror}"
        raise ConfigError(text) from None
