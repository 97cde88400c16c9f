"""Logs: one JSON object a line, with the request's name, without secrets, never waiting for a disk."""

from __future__ import annotations

import atexit
import logging
import re
import sys
from contextlib import suppress
from logging.handlers import QueueHandler, QueueListener, WatchedFileHandler
from queue import Full, Queue
from typing import Any, Final

import msgspec
import structlog
from structlog.typing import EventDict

MAX_WAITING: Final = 10_000
"""Lines that may wait for the disk; above it lines are dropped and counted."""

STOP_SECONDS: Final = 2

_JWT: Final = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*")
_SECRET_NAMES: Final = frozenset({"token", "authorization", "api_key", "key", "password"})
_NOISY: Final = ("picows", "httpx", "nats")


def redact(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Hide tokens and keys, wherever they stand."""
    for name, value in event.items():
        if name.lower() in _SECRET_NAMES:
            event[name] = "***"
        elif isinstance(value, str):
            event[name] = _JWT.sub("***", value)
    return event


_SHARED: Final = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
    structlog.processors.format_exc_info,
    redact,
)


class DroppingQueueHandler(QueueHandler):
    """Hands lines to a thread that writes them; when that is far behind, drops them and counts."""

    def __init__(self, target: logging.Handler) -> None:
        super().__init__(Queue(MAX_WAITING))
        self.dropped = 0
        self._target = target
        self._writer: QueueListener | None = _Writer(self.queue, target)
        self._writer.start()

    def stop(self) -> None:
        """Write what waits and end the thread; a disk that hangs is not waited for."""
        writer, self._writer = self._writer, None
        if writer is not None:
            with suppress(Full):
                writer.stop()
                self._target.close()

    def enqueue(self, record: logging.LogRecord) -> None:
        """Never wait."""
        try:
            self.queue.put_nowait(record)
        except Full:
            self.dropped += 1

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """Make the line here, where the request's name is known."""
        record.msg = self.format(record)
        record.args = record.exc_info = record.exc_text = record.stack_info = None
        return record


class _Writer(QueueListener):
    def enqueue_sentinel(self) -> None:
        """Ask the thread to end, when there is room to ask."""
        self.queue.put(None, timeout=STOP_SECONDS)  # type: ignore[attr-defined]  # it is a Queue


def setup(level: str, path: str = "") -> DroppingQueueHandler:
    """Send the logs of this process to a file, or to standard output; gives the handler, which counts drops.

    Raises:
        OSError: the file cannot be opened.
    """
    target: logging.Handler
    target = (
        WatchedFileHandler(path, encoding="utf-8") if path else logging.StreamHandler(sys.stdout)
    )
    target.setFormatter(logging.Formatter("%(message)s"))
    handler = DroppingQueueHandler(target)
    atexit.register(handler.stop)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_dump),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return handler


def _dump(event: EventDict, **_: Any) -> str:
    first = {name: event.pop(name) for name in ("ts", "level", "logger", "event")}
    return msgspec.json.encode({**first, **event}, enc_hook=str).decode()
