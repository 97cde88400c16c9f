"""A sidecar without a network: the real edge checks and the real engine, in virtual time."""

from __future__ import annotations

from matching_sidecar.client import Cancel, New, Replace
from matching_sidecar.engine.engine import Engine
from matching_sidecar.gateway.auth import Principal
from matching_sidecar.model.commands import UpdateReference
from matching_sidecar.model.events import Event, Refusal, Repeat
from matching_sidecar.model.reference import AccountRow, FirmRow, InstrumentRow, ReferenceRow
from matching_sidecar.wire.commands import to_command
from matching_sidecar.wire.errors import EdgeError, ErrorMessage, error_message
from matching_sidecar.wire.reports import Report, report

FIRMS = ("NORDGRAIN", "ALPINEFUEL")
ROWS: tuple[ReferenceRow, ...] = (
    *(FirmRow(code, 1) for code in (*FIRMS, "HOUSE")),
    *(AccountRow(f"{code}-01", 1, code, rate=100) for code in FIRMS),
    AccountRow("HOUSE-MM1", 1, "HOUSE", house=True),
    AccountRow("HOUSE-MM2", 1, "HOUSE", house=True),
    InstrumentRow("CLF27", 1, "CL", 1, 100, multiplier=1000.0, band_pct=10.0, reference_price=71.2),
    InstrumentRow(
        "ZCH27",
        1,
        "ZC",
        1,
        4,
        multiplier=50.0,
        band_pct=10.0,
        reference_price=452.5,
        max_order_qty=200,
    ),
    InstrumentRow(
        "HGH27", 1, "HG", 5, 10_000, multiplier=25_000.0, band_pct=10.0, reference_price=4.21
    ),
)
"""Two clients, two makers, three instruments, whose ticks are a hundredth, a quarter and five ten-thousandths."""


class Exchange:
    """One engine and everything it said."""

    def __init__(self) -> None:
        self.engine = Engine()
        self.clock = 0
        self.events: list[Event] = []
        self._apply(UpdateReference(0, list(ROWS)))

    def send(self, command: New | Cancel | Replace, at: float) -> list[Report | ErrorMessage]:
        """Everything that is said because of a command, to whomever."""
        decided = to_command(command, STAFF, self.engine)
        if isinstance(decided, EdgeError):
            return [error_message(decided)]
        self.clock = max(self.clock + 1, int(at * 1e9))
        decided.ts = self.clock
        events, answer = self._apply(decided)
        assert not isinstance(answer, Repeat | Refusal), answer
        return [report(event) for event in events]

    def _apply(self, command):
        events: list[Event] = []
        answer = self.engine.apply(command, events)
        self.events += events
        return events, answer


class _Staff:
    sub = "tester"
    may_trade = True
    any_account = True


STAFF: Principal = _Staff()  # type: ignore[assignment]
