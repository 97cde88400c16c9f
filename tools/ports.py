"""TCP ports: is one free, which one is free, who holds it."""

import random
import socket

from tools import proc
from tools.errors import Problem

# Below what the system gives to outgoing connections: between the look and its use, and while a program is started
# again, none of them can take the port.
PICKED = range(20_000, 32_000)


def is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def require_free(host: str, port: int, variable: str) -> None:
    """Raise Problem naming the holder of the port and the variable that chooses another."""
    if is_free(host, port):
        return
    holder = proc.listening_pid(port)
    who = f" by process {holder} ({proc.command_line(holder)[:80]})" if holder else ""
    raise Problem(
        f"port {port} on {host} is taken{who}",
        f"Stop that program, or choose another port: {variable}={port + 1000} ./brokersync …",
    )


def pick(count: int, host: str = "127.0.0.1") -> list[int]:
    """Ports that are free now, all different."""
    found: set[int] = set()
    while len(found) < count:
        port = random.choice(PICKED)  # noqa: S311 - any will do
        if is_free(host, port):
            found.add(port)
    return list(found)
