"""Making a stream on servers that may not be ready, beside a node that does the same."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from nats.errors import Error as NatsError
from nats.js.api import StreamConfig, StreamInfo
from nats.js.errors import APIError, NotFoundError

from ..errors import JournalError
from .connection import Connection

RETRY_SECONDS: Final = 0.5
_LOG = logging.getLogger(__name__)
_NAME_IN_USE: Final = 10058
_NO_CLUSTER: Final = 10074
_SERVER_FAULT: Final = 500
"""From this code on (as in HTTP) the servers may say something else later."""


async def ensure_stream(connection: Connection, wanted: StreamConfig) -> StreamInfo:
    """The stream of that name; made as it is wanted when there is none.

    Waits for servers that cannot answer yet.

    Raises:
        JournalError: the servers refuse to make it.
    """
    name = wanted.name or ""
    while True:
        try:
            return await connection.streams.stream_info(name)
        except NotFoundError:
            await _make(connection, wanted)
        except (NatsError, APIError, TimeoutError):
            await asyncio.sleep(RETRY_SECONDS)


async def _make(connection: Connection, wanted: StreamConfig) -> None:
    try:
        await connection.streams.add_stream(wanted)
    except APIError as error:
        if error.err_code == _NAME_IN_USE:
            return  # another node was quicker
        later = error.code is None or error.code >= _SERVER_FAULT
        if not later or error.err_code == _NO_CLUSTER:
            raise JournalError(f"the stream {wanted.name} cannot be made: {error}") from None
        _LOG.warning("the stream %s cannot be made yet: %s", wanted.name, error)
        await asyncio.sleep(RETRY_SECONDS)
    except (NatsError, TimeoutError):
        await asyncio.sleep(RETRY_SECONDS)
