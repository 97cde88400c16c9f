"""``python -m matching_sidecar.gateway.doors``: started by the sidecar, never by hand.

It inherits two sockets: one that listens for clients, one to the sidecar.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import signal
import socket

import uvloop

from ... import files, logs
from .. import websocket
from ..heartbeat import Heartbeat
from ..ws_line import WsLine
from .clients import Clients


def main() -> None:
    """Hold clients until the sidecar goes."""
    parser = argparse.ArgumentParser("matching_sidecar.gateway.doors")
    parser.add_argument("--listener", type=int, required=True)
    parser.add_argument("--sidecar", type=int, required=True)
    parser.add_argument("--max-sessions", type=int, required=True)
    parser.add_argument("--origin", action="append", default=[])
    parser.add_argument("--log-level", default="info")
    parser.add_argument("--log-file", default="")
    arguments = parser.parse_args()
    logs.setup(arguments.log_level, arguments.log_file)
    # Ctrl-C goes to the whole group: the sidecar decides when a door ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    uvloop.run(
        _serve(
            socket.socket(fileno=arguments.listener),
            socket.socket(fileno=arguments.sidecar),
            files.allow_connections(arguments.max_sessions),
            arguments.origin,
        )
    )


async def _serve(
    listener: socket.socket, sidecar: socket.socket, max_sessions: int, origins: list[str]
) -> None:
    gc.freeze()
    gc.set_threshold(100_000, 50, 1_000)
    _, clients = await asyncio.get_running_loop().create_connection(Clients, sock=sidecar)
    heartbeat = Heartbeat()
    heartbeat.start()
    clients.server = await websocket.serve(
        lambda: WsLine(clients.open, heartbeat),
        listener,
        clients.lines,
        max_sessions,
        origins,
        lambda: WsLine(clients.open, heartbeat, binary=True),
        pings=False,
    )
    await clients.ended.wait()


main()
