"""Bring the shard's answers to the session that sent a command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..model.codes import REASONS
from ..model.events import Answer, Event, Refusal
from ..wire.answers import MassCancelReport, canceled
from ..wire.errors import EdgeError

if TYPE_CHECKING:
    from .session import Session


class OrderReply:
    """The first report of an order, cancel, replace or group."""

    __slots__ = ("_cl_ord_id", "_received", "_session")

    def __init__(self, session: Session, cl_ord_id: str, received: float) -> None:
        self._session = session
        self._cl_ord_id = cl_ord_id
        self._received = received

    def answer(self, answer: Answer | None, events: Sequence[Event]) -> None:
        """See ``shard.Reply``."""
        if type(answer) is Refusal:
            self.refuse(answer.code, REASONS[answer.code].text)
        else:
            self._session.post_answer(answer, self._received, not events)  # type: ignore[arg-type]

    def refuse(self, code: str, text: str) -> None:
        """See ``shard.Reply``."""
        self._session.post_error(EdgeError(code, text, None, self._cl_ord_id))


class MassCancelReply:
    """How many orders a mass cancel ended."""

    __slots__ = ("_cl_ord_id", "_session")

    def __init__(self, session: Session, cl_ord_id: str) -> None:
        self._session = session
        self._cl_ord_id = cl_ord_id

    def answer(self, answer: Answer | None, events: Sequence[Event]) -> None:
        """See ``shard.Reply``."""
        self._session.say(MassCancelReport(self._cl_ord_id, canceled(events)))

    def refuse(self, code: str, text: str) -> None:
        """See ``shard.Reply``."""
        self._session.post_error(EdgeError(code, text, None, self._cl_ord_id))
