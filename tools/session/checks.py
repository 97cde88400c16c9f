"""What must hold after a session."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tools.session.agents.agent import Agent
from tools.session.agents.trader import Trader
from tools.session.odoo.books import OdooBooks
from tools.session.odoo.desk import UNANSWERED, Entry
from tools.session.record import Record
from tools.session.rest import Rest
from tools.session.tape import Tape, by_symbol


@dataclass(frozen=True)
class Check:
    """One claim: it holds when what was got is what was expected."""

    name: str
    expected: Any
    got: Any

    @property
    def passed(self) -> bool:
        return bool(self.expected == self.got)

    @property
    def detail(self) -> str:
        """The value, or how it differs."""
        if self.passed:
            return _text(self.got)
        return f"expected {_text(self.expected)}, got {_text(self.got)}"

    def to_json(self) -> dict[str, Any]:
        """As ``brokersync demo`` reads it."""
        return {
            "name": self.name,
            "passed": self.passed,
            "expected": self.expected,
            "got": self.got,
            "detail": self.detail,
        }


def of_commands(record: Record, agents: Sequence[Agent]) -> list[Check]:
    """Every command has its answer, every deliberate mistake its refusal."""
    mistakes: dict[str, str] = {}
    for agent in agents:
        if isinstance(agent, Trader):
            mistakes |= agent.errors
    refusals = {cl_ord_id: record.refusals.get(cl_ord_id, "accepted") for cl_ord_id in mistakes}
    wrong = sum(refusals[cl_ord_id] != code for cl_ord_id, code in mistakes.items())
    return [
        Check("Every command has one answer", record.sent.total(), record.answered),
        Check(
            "Orders: accepted + refused = sent",
            record.sent["new"],
            record.done["new"] + record.orders_refused.total(),
        ),
        Check("Deliberate mistakes not refused as they must be", 0, wrong),
    ]


def of_market(tape: Tape, rest: Rest, symbols: Sequence[str]) -> list[Check]:
    """The sidecar's books and positions are sound."""
    crossed = 0
    for symbol in symbols:
        book = rest.book(symbol)
        crossed += bool(book["bids"] and book["asks"] and book["bids"][0][0] >= book["asks"][0][0])
    return [
        Check("Fills came", True, tape.events["trade"] > 0),
        Check("Events missing in the stream", 0, tape.gaps),
        Check("Crossed books", 0, crossed),
        Check("Positions sum to zero in the sidecar", 0, _largest(tape.by_symbol())),
    ]


def of_odoo(
    tape: Tape,
    books: OdooBooks,
    before: Counter[tuple[str, str]],
    start_seq: int,
    last_seq: int,
) -> list[Check]:
    """Odoo has everything, once, and as it is in the sidecar.

    Args:
        before: Odoo's positions when the session began.
        start_seq, last_seq: the sidecar's last event then and now.
    """
    positions = books.positions()
    expected = Counter(before)
    expected.update(tape.positions)
    return [
        Check("Odoo has applied up to event", last_seq, books.cursor()),
        Check("Executions in Odoo = events in the sidecar", last_seq, books.executions(0)),
        Check(
            "Fills in Odoo = fills in the sidecar",
            tape.events["trade"],
            books.executions(start_seq, "trade"),
        ),
        Check(
            "Orders whose state in Odoo differs", 0, differing(tape.orders, books.orders(start_seq))
        ),
        Check("Positions that differ in Odoo", 0, differing(_held(expected), _held(positions))),
        Check("Positions sum to zero in Odoo", 0, _largest(by_symbol(positions))),
    ]


def of_odoo_orders(entries: Sequence[Entry], entered: int) -> list[Check]:
    """Orders that people entered in Odoo went all the way and back."""
    return [
        Check("Orders entered in Odoo", entered, len(entries)),
        Check(
            "of these without an answer",
            0,
            sum(entry.ord_status in ("draft", *UNANSWERED) for entry in entries),
        ),
        Check("of these some were filled", True, any(entry.cum_qty for entry in entries)),
    ]


def differing(ours: Mapping[Any, Any], theirs: Mapping[Any, Any]) -> int:
    """How many keys have another value on the other side, or none."""
    return sum(ours.get(key) != theirs.get(key) for key in ours.keys() | theirs.keys())


def _held(positions: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    return {place: lots for place, lots in positions.items() if lots}


def _largest(sums: Mapping[str, int]) -> int:
    """The sum that is furthest from zero."""
    return max(sums.values(), key=abs, default=0)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)
