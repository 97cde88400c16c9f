"""What happened in a run: a fuzz that never reaches a feature proves nothing about it."""

from __future__ import annotations

from collections import Counter

from matching_sidecar.model import enums
from matching_sidecar.model.events import CancelReject, Event, Execution


def count(events: list[Event]) -> Counter[str]:
    """Reports by kind and reason, fills by liquidity."""
    found: Counter[str] = Counter()
    for event in events:
        if isinstance(event, CancelReject):
            found[f"{'replace' if event.replace else 'cancel'} refused {event.code}"] += 1
        elif isinstance(event, Execution):
            name = enums.EXEC_TYPE_NAMES[event.exec_type]
            more = event.code or enums.LIQUIDITY_NAMES[event.liquidity]
            found[f"{name} {more}".strip()] += 1
            if name == "triggered":
                found["triggered child" if event.list_id else "triggered stop"] += 1
            if name == "trade" and event.leg != enums.SINGLE:
                found[f"trade {enums.MULTILEG_NAMES[event.leg]}"] += 1
            if name == "trade" and event.terms and event.terms.display_qty and event.liquidity == 1:
                found["trade of an iceberg"] += 1
    return found


def table(counts: Counter[str]) -> str:
    return "\n".join(f"{number:>9}  {what}" for what, number in sorted(counts.items()))
