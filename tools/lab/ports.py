"""Ports for processes of a lab."""

import random
import socket
from typing import Final

RANGE: Final = range(20_000, 32_000)
"""Below what the system gives to outgoing connections: between the look and its use, none of them
can take the port."""

_given: set[int] = set()


def free_port() -> int:
    """A port nobody listens on just now and that was not given before."""
    while True:
        port = random.choice(RANGE)  # noqa: S311 - any will do
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in _given:
            _given.add(port)
            return port
