"""Ending the process when going on could break a promise."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from typing import Any, Final, NoReturn

from ..journal.errors import JournalBrokenError

Stop = Callable[[], NoReturn]

NO_MEMORY: Final = b"the sidecar has no memory left; stopping\n"

_LOG = logging.getLogger(__name__)


def stop_process() -> NoReturn:
    """End the process without another word to anyone: what was not acknowledged did not
    happen."""
    try:
        logging.shutdown()
    finally:
        os._exit(JournalBrokenError.exit_code)


def stop_saying(stop: Stop, text: str, *args: object) -> None:
    """Log the exception that is being handled and stop, even when there is no memory to log
    with."""
    try:
        if isinstance(sys.exception(), MemoryError):
            os.write(2, NO_MEMORY)  # logging takes memory
        _LOG.critical(text, *args, exc_info=True)
    finally:
        stop()


def stop_without_memory(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A loop's exception handler: nobody knows what was left half done for want of memory."""
    error = context.get("exception")
    if not isinstance(error, MemoryError):
        loop.default_exception_handler(context)
        return
    try:
        raise error
    except MemoryError:
        stop_saying(stop_process, "there is no memory left; stopping")
