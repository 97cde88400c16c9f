"""The figures of a session, in the order they are shown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tools.session.odoo.desk import Entry
from tools.session.record import Record
from tools.session.tape import Tape, by_symbol

PERCENTILES = (50, 90, 99)


@dataclass
class Lag:
    """How far Odoo was behind: events it lacked and the age of the oldest, now and then; the catch-up at the end.

    Times in seconds.
    """

    events: list[int] = field(default_factory=list)
    ages: list[float] = field(default_factory=list)
    catch_up: float = 0.0


def figure(name: str, value: Any, unit: str = "") -> dict[str, Any]:
    """One figure, as ``brokersync demo`` reads it."""
    return {"name": name, "value": value, "unit": unit}


def trading(record: Record, tape: Tape, seconds: float) -> list[dict[str, Any]]:
    """What was sent and what came of it."""
    commands = record.sent.total()
    return [
        figure("Commands sent", commands, f"{commands / seconds:,.0f} a second"),
        figure("Orders sent", record.sent["new"]),
        figure("Orders accepted", record.done["new"]),
        figure("Orders refused", record.orders_refused.total(), _codes(record.orders_refused)),
        figure("Cancels done", record.done["cancel"], f"of {record.sent['cancel']:,}"),
        figure("Replaces done", record.done["replace"], f"of {record.sent['replace']:,}"),
        figure("Trades", tape.events["trade"] // 2, f"{tape.lots:,} contracts"),
        figure("Fills in the sidecar", tape.events["trade"], "two a trade"),
    ]


def in_odoo(fills: int, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """What arrived in Odoo, and what people entered there."""
    return [
        figure("Fills in Odoo", fills),
        figure("Orders entered in Odoo", len(entries), f"{_filled(entries)} with fills"),
    ]


def positions(tape: Tape, odoo: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
    """Sums over all accounts: zero when every purchase is somebody's sale."""
    here, there = tape.by_symbol(), by_symbol(odoo)
    symbols = sorted(here.keys() | there.keys())
    detail = f"over {len(symbols)} instruments"
    return [
        figure("Positions sum in the sidecar", sum(map(abs, here.values())), detail),
        figure("Positions sum in Odoo", sum(map(abs, there.values())), detail),
    ]


def latency(record: Record) -> list[dict[str, Any]]:
    """From when a command was due until its answer was here."""
    found = sorted(record.latencies)
    if not found:
        return []
    figures = [
        figure(f"Acknowledgement p{percent}", _ms(percentile(found, percent)), "ms")
        for percent in PERCENTILES
    ]
    return [*figures, figure("Acknowledgement max", _ms(found[-1]), "ms")]


def sync(lag: Lag) -> list[dict[str, Any]]:
    """How Odoo kept up."""
    events, ages = sorted(lag.events or [0]), sorted(lag.ages or [0.0])
    return [
        figure("Sync lag p50", _ms(percentile(ages, 50)), f"ms, {percentile(events, 50):,} events"),
        figure("Sync lag max", _ms(ages[-1]), f"ms, {events[-1]:,} events"),
        figure("Odoo caught up after", round(lag.catch_up, 2), "s"),
    ]


def percentile(ordered: Sequence[Any], percent: float) -> Any:
    """Nearest-rank percentile of a sorted sequence that is not empty."""
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(int(rank), 1) - 1]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)


def _filled(entries: Sequence[Entry]) -> int:
    return sum(entry.cum_qty > 0 for entry in entries)


def _codes(refused: Counter[str]) -> str:
    return ", ".join(f"{code} {number}" for code, number in refused.most_common(4))
