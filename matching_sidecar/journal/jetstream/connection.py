"""The connection to the NATS servers."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable
from typing import Final

import nats
from nats.aio.client import Client
from nats.js.client import JetStreamContext

from .settings import MAX_FRAME, Servers

CONNECT_SECONDS: Final = 1.0
RECONNECT_SECONDS: Final = 0.1
PING_SECONDS: Final = 1
"""A server that answers two of these neither is given up: another one is tried."""
REQUEST_SECONDS: Final = 2.0

_LOG = logging.getLogger(__name__)


class ServerLimitError(Exception):
    """A server is not configured for us; the text names the setting."""


class Connection:
    """One client of the servers; it finds another server when its own is gone.

    ``on_lost`` is called when the connection breaks: what was on its way may or may not have
    arrived.
    """

    def __init__(self, client: Client) -> None:
        self.client = client
        self.streams: JetStreamContext = client.jetstream(timeout=REQUEST_SECONDS)
        self.on_lost: Callable[[], None] = lambda: None

    @classmethod
    async def open(cls, servers: Servers, name: str) -> Connection:
        """Connect; waits for as long as no server answers.

        Raises:
            ServerLimitError: the servers do not take messages as large as a commit may be.
        """
        client = Client()
        connection = cls(client)

        async def lost() -> None:
            if not client.is_closed:
                _LOG.warning("the connection to NATS is lost")
            connection.on_lost()

        async def found() -> None:
            url = client.connected_url
            _LOG.info("connected to NATS again at %s", url.netloc if url else "?")

        await client.connect(
            servers.addresses,
            name=name,
            token=servers.token or None,
            tls=ssl.create_default_context(cafile=servers.ca_file) if servers.ca_file else None,
            connect_timeout=int(CONNECT_SECONDS),
            reconnect_time_wait=RECONNECT_SECONDS,  # type: ignore[arg-type]  # slept, any number
            max_reconnect_attempts=-1,
            ping_interval=PING_SECONDS,
            max_outstanding_pings=2,
            disconnected_cb=lost,
            reconnected_cb=found,
            error_cb=_report,
        )
        if client.max_payload <= MAX_FRAME:
            limit = client.max_payload
            await client.close()
            raise ServerLimitError(
                f"the NATS servers take messages of {limit} bytes; "
                f"set max_payload to 8MB: a commit may have {MAX_FRAME}"
            )
        return connection

    async def close(self) -> None:
        """Say goodbye."""
        self.on_lost = lambda: None
        await self.client.close()


async def _report(error: Exception) -> None:
    if not isinstance(error, nats.errors.ConnectionClosedError):
        _LOG.warning("NATS: %s", str(error) or type(error).__name__)
