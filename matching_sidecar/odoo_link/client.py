"""The three calls of the seam, over either transport, with checked answers."""

from __future__ import annotations

from typing import Any, Final, Protocol, TypeVar

import msgspec

from ..model.reference import ReferenceRow
from .errors import LinkError

PROTOCOL: Final = 1
MODEL: Final = "brokersync.shard"

T = TypeVar("T", bound=msgspec.Struct)


class Transport(Protocol):
    """Calls a method of a model in Odoo."""

    def call(self, method: str, arguments: dict[str, Any]) -> Any:
        """The method's answer.

        Raises:
            LinkError: there is none.
        """

    def close(self) -> None:
        """Drop the connection; the next call makes a new one."""


class Handshake(msgspec.Struct):
    """Where Odoo stands: protocol, last event applied, newest reference data."""

    protocol: int
    last_seq: int
    reference_version: int


class Applied(msgspec.Struct):
    """Where Odoo stands after a batch; ``quarantined`` of its events could not be applied."""

    last_seq: int
    reference_version: int
    quarantined: int = 0


class Reference(msgspec.Struct):
    """Rows newer than asked for, and the version they bring."""

    version: int
    rows: list[dict[str, Any]]


class Client:
    """``brokersync.shard`` in Odoo, for one shard."""

    def __init__(self, transport: Transport, shard: str) -> None:
        self._transport = transport
        self._shard = shard

    def handshake(self, journal_id: str, last_seq: int) -> Handshake:
        """Introduce the shard.

        Raises:
            LinkError: no answer, or Odoo does not want this journal or protocol.
        """
        arguments = {"protocol": PROTOCOL, "journal_id": journal_id, "last_seq": last_seq}
        answer = self._call("handshake", arguments, Handshake)
        if answer.protocol != PROTOCOL:
            raise LinkError(f"Odoo speaks protocol {answer.protocol}, this sidecar {PROTOCOL}")
        return answer

    def apply_events(self, first_seq: int, events_json: str) -> Applied:
        """Hand over events.

        Raises:
            LinkError: no answer (they may be applied all the same), or a gap.
        """
        arguments = {"first_seq": first_seq, "events_json": events_json}
        return self._call("apply_events", arguments, Applied)

    def reference(self, since: int) -> Reference:
        """Fetch reference data newer than a version.

        Raises:
            LinkError: no answer.
        """
        return self._call("reference", {"since": since}, Reference)

    def close(self) -> None:
        """Drop the connection."""
        self._transport.close()

    def _call(self, method: str, arguments: dict[str, Any], kind: type[T]) -> T:
        answer = self._transport.call(method, {"shard": self._shard, **arguments})
        try:
            # Above 2^31 - 1 XML-RPC has no integers: Odoo sends numbers with a point.
            return msgspec.convert(answer, kind, strict=False)
        except msgspec.ValidationError as error:
            raise LinkError(
                f"Odoo's answer to {method} is not what the protocol says: {error}"
            ) from None


def convert_rows(rows: list[dict[str, Any]]) -> tuple[list[ReferenceRow], list[str]]:
    """Typed rows, and for each row that cannot be used why. One bad row does not hold up the others."""
    good: list[ReferenceRow] = []
    problems: list[str] = []
    for row in rows:
        try:
            good.append(msgspec.convert(row, ReferenceRow, strict=False))
        except msgspec.ValidationError as error:
            problems.append(f"{row.get('kind')} {row.get('code')}: {error}")
    return good, problems
