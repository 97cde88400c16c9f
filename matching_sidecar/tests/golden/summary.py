"""What a replay must give again in every later version: said without the program's own formats."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from matching_sidecar.engine.engine import Engine
from matching_sidecar.journal.local import LocalJournal
from matching_sidecar.model.events import CancelReject, Event, Execution

EXECUTION = (
    "seq", "ts", "exec_type", "ord_status", "order_id", "cl_ord_id", "orig_cl_ord_id", "account",
    "symbol", "entered_by", "side", "ord_type", "tif", "qty", "leaves", "cum", "price",
    "cum_value", "last_qty", "last_price", "trade_id", "liquidity", "code", "tick_num", "tick_den",
)  # fmt: skip
CANCEL_REJECT = (
    "seq", "ts", "cl_ord_id", "orig_cl_ord_id", "account", "symbol", "order_id", "ord_status",
    "replace", "code",
)  # fmt: skip
"""The fields of the first release: later ones only add."""


def summarize(folder: Path) -> dict[str, object]:
    """Replay a folder: counts, and digests of all events and of the books and positions at the end."""
    journal, engine = LocalJournal(folder), Engine()
    events: list[Event] = []
    commands = 0
    for _first, batch in journal.replay():
        for command in batch:
            engine.apply(command, events)
        commands += len(batch)
    journal.close()
    return {
        "commands": commands,
        "events": len(events),
        "trades": engine.trade_id,
        "digest_of_events": _digest([_plain(event) for event in events]),
        "digest_of_state": _digest(_state(engine)),
    }


def _plain(event: Event) -> list[object]:
    fields = EXECUTION if isinstance(event, Execution) else CANCEL_REJECT
    assert isinstance(event, Execution | CancelReject)
    return [getattr(event, name) for name in fields]


def _state(engine: Engine) -> dict[str, object]:
    books = {
        symbol: [[order.order_id, order.price, order.leaves] for order in instrument.book.orders()]
        for symbol, instrument in engine.instruments.items()
    }
    positions = {
        code: {symbol: exposure.net for symbol, exposure in sorted(account.exposures.items())}
        for code, account in engine.accounts.items()
    }
    return {"books": books, "positions": positions}


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
