"""The WebSocket server: who may open a session, and the limits of a connection."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Collection, Sized
from typing import Final

from picows import WSListener, WSUpgradeRequest, WSUpgradeResponse, ws_create_server
from picows.common import WSUpgradeResponseWithListener

from ..wire.messages import MAX_FRAME
from ..wire.packed import SUBPROTOCOL

PATH: Final = "/v1/ws"
HANDSHAKE_SECONDS: Final = 5
IDLE_SECONDS: Final = 20


async def serve(
    session: Callable[[], WSListener],
    listener: socket.socket,
    sessions: Sized,
    max_sessions: int,
    allowed_origins: Collection[str] = (),
    packed_session: Callable[[], WSListener] | None = None,
    *,
    pings: bool = True,
) -> asyncio.Server:
    """Listen for WebSocket clients, each with a new ``session``.

    Args:
        sessions: those that are open.
        max_sessions: at a time; who comes above it gets 503.
        allowed_origins: pages that may connect from a browser; none: every page. Programs send no origin.
        packed_session: for clients that ask for MessagePack, if it is spoken here.
        pings: find silent clients here; else the sessions do (``heartbeat``).
    """

    def open_session(
        request: WSUpgradeRequest,
    ) -> WSListener | WSUpgradeResponseWithListener | None:
        if request.path.partition(b"?")[0] != PATH.encode():
            return None
        origin = request.headers.get("Origin")
        if allowed_origins and origin is not None and origin not in allowed_origins:
            return _refuse(403, b"this origin is not allowed")
        if len(sessions) >= max_sessions:
            return _refuse(503, b"there are too many sessions; try again later")
        asked = request.headers.get("Sec-WebSocket-Protocol", "")
        if packed_session is not None and SUBPROTOCOL in map(str.strip, asked.split(",")):
            headers = {"Sec-WebSocket-Protocol": SUBPROTOCOL}
            response = WSUpgradeResponse.create_101_response(headers)
            return WSUpgradeResponseWithListener(response, packed_session())
        return session()

    server: asyncio.Server = await ws_create_server(
        open_session,
        sock=listener,
        websocket_handshake_timeout=HANDSHAKE_SECONDS,
        enable_auto_ping=pings,
        auto_ping_idle_timeout=IDLE_SECONDS,
        auto_ping_reply_timeout=IDLE_SECONDS,
        max_frame_size=MAX_FRAME,
        read_buffer_init_size=2048,
    )
    return server


def _refuse(status: int, reason: bytes) -> WSUpgradeResponseWithListener:
    response = WSUpgradeResponse.create_error_response(status, reason)
    return WSUpgradeResponseWithListener(response, None)
