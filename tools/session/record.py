"""What was sent, and what came back for it."""

from collections import Counter

from matching_sidecar.client import (
    Cancel,
    CancelRejectReport,
    ExecutionReport,
    New,
    Replace,
    ServerMessage,
)
from matching_sidecar.wire.errors import ErrorMessage

KINDS = {New: "new", Cancel: "cancel", Replace: "replace"}


class Record:
    """Counts of one session.

    ``latencies`` in seconds, from when a command was due to when its answer was here (open loop).
    """

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()  # by kind
        self.done: Counter[str] = Counter()  # accepted, by kind
        self.refused: Counter[tuple[str, str]] = Counter()  # by kind and code, edge and engine
        self.refusals: dict[str, str] = {}  # code by client order id
        self.latencies: list[float] = []

    @property
    def orders_refused(self) -> Counter[str]:
        """New orders that were refused, by code."""
        return Counter({code: n for (kind, code), n in self.refused.items() if kind == "new"})

    @property
    def answered(self) -> int:
        return len(self.latencies)

    def send(self, command: New | Cancel | Replace) -> None:
        """A command went out."""
        self.sent[KINDS[type(command)]] += 1

    def answer(
        self, command: New | Cancel | Replace, message: ServerMessage, latency: float
    ) -> None:
        """Its answer came in."""
        kind = KINDS[type(command)]
        self.latencies.append(latency)
        if isinstance(message, ExecutionReport) and message.exec_type != "rejected":
            self.done[kind] += 1
        elif isinstance(message, ExecutionReport | CancelRejectReport | ErrorMessage):
            self.refused[kind, message.code] += 1
            self.refusals[command.cl_ord_id] = message.code
