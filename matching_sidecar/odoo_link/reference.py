"""Reference data on its way into the engine: through the journal like everything that changes it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Final

import structlog

from ..model.commands import UpdateReference
from ..model.events import Answer, Event
from ..model.reference import ReferenceRow
from ..shard.shard import Shard
from .client import Reference, convert_rows
from .errors import LinkError
from .status import LinkStatus

ROWS: Final = 500
"""Rows in one command."""
COMMIT_SECONDS: Final = 30.0

_LOG = structlog.stdlib.get_logger(__name__)


class ReferenceIntake:
    """Takes rows over, in the link's thread."""

    def __init__(self, shard: Shard, loop: asyncio.AbstractEventLoop, status: LinkStatus) -> None:
        self._shard = shard
        self._loop = loop
        self._status = status

    def take(self, reference: Reference) -> None:
        """Submit rows and wait until they are durable. Rows that cannot be used are reported and left out.

        Raises:
            LinkError: the journal does not take them now.
        """
        rows, problems = convert_rows(reference.rows)
        for problem in problems:
            _LOG.error("reference data from Odoo is not usable", row=problem)
        for start in range(0, len(rows), ROWS):
            self._submit(rows[start : start + ROWS])
        if reference.rows:
            self._status.problems = problems
            _LOG.info("reference data taken over", rows=len(rows), version=reference.version)
        self._status.reference_version = max(reference.version, self._status.reference_version)

    def _submit(self, rows: list[ReferenceRow]) -> None:
        reply = Taken()
        self._loop.call_soon_threadsafe(self._shard.submit, UpdateReference(0, rows), reply)
        try:
            refusal = reply.done.result(COMMIT_SECONDS)
        except TimeoutError:
            raise LinkError("the journal did not take reference data in time") from None
        if refusal:
            raise LinkError(refusal)


class Taken:
    """Waits for the shard; the result is "" or why it refused."""

    def __init__(self) -> None:
        self.done: Future[str] = Future()

    def answer(self, answer: Answer | None, events: Sequence[Event]) -> None:
        """See ``shard.Reply``."""
        self.done.set_result("")

    def refuse(self, code: str, text: str) -> None:
        """See ``shard.Reply``."""
        self.done.set_result(f"{code}: {text}")
