"""Ports for processes of a lab."""

from tools import ports

_given: set[int] = set()


def free_port() -> int:
    """A port nobody listens on just now and that was not given before."""
    while True:
        (port,) = ports.pick(1)
        if port not in _given:
            _given.add(port)
            return port
