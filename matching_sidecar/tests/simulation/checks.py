"""What must hold after every restart, whatever happened before."""

from __future__ import annotations

from pathlib import Path

from matching_sidecar.engine import state
from matching_sidecar.engine.engine import Engine
from matching_sidecar.journal.segments import Segments
from matching_sidecar.model import enums
from matching_sidecar.model.events import Event, Execution
from matching_sidecar.shard.recovery import apply_all
from matching_sidecar.shard.shard import Shard

from .clients import Memory


def check(shard: Shard, folder: Path, memory: Memory) -> None:
    """Raise AssertionError with what is wrong."""
    events = shard.event_log.read(1, shard.event_log.last_seq)
    _promises_kept(events, memory)
    _numbered(events)
    _replay_agrees(shard, folder, events)
    _lots_add_up(events)
    _state_is_sound(shard.engine)


def _promises_kept(events: list[Event], memory: Memory) -> None:
    """Every acknowledged command is there with the answer it had."""
    assert not memory.broken, memory.broken[0]
    for key, said in memory.acknowledged.items():
        assert said.seq <= len(events), f"{key}: acknowledged as event {said.seq} and lost"
        assert events[said.seq - 1] == said, f"{key}: {said} became {events[said.seq - 1]}"


def _numbered(events: list[Event]) -> None:
    assert [event.seq for event in events] == list(range(1, len(events) + 1)), "gap in the events"
    times = [event.ts for event in events]
    assert times == sorted(times), "time went back"


def _replay_agrees(shard: Shard, folder: Path, events: list[Event]) -> None:
    """From the first command, by an engine that never saw a snapshot."""
    engine, replayed, last_ts = Engine(), [], 0
    for _first, commands in Segments(folder, shard.journal_id).batches():
        for command in commands:
            assert command.ts > last_ts, f"{command} is not later than the one before"
            last_ts = command.ts
        replayed += apply_all(engine, commands)
    assert replayed == events, "a replay gives other events"
    assert state.digest(engine) == state.digest(shard.engine), "a replay gives another digest"


def _lots_add_up(events: list[Event]) -> None:
    traded: dict[int, list[Execution]] = {}
    for event in events:
        if isinstance(event, Execution):
            if event.ord_status in (enums.NEW, enums.PARTIALLY_FILLED, enums.FILLED):
                assert event.cum + event.leaves == event.qty, f"lots do not add up: {event}"
            if event.exec_type == enums.EXEC_TRADE:
                traded.setdefault(event.trade_id, []).append(event)
    for trade_id, sides in traded.items():
        assert len(sides) == 2, f"trade {trade_id} has {len(sides)} sides"
        assert sorted(side.side for side in sides) == [enums.BUY, enums.SELL]
        assert sides[0].last_qty == sides[1].last_qty


def _state_is_sound(engine: Engine) -> None:
    net: dict[str, int] = {}
    for account in engine.accounts.values():
        for symbol, exposure in account.exposures.items():
            net[symbol] = net.get(symbol, 0) + exposure.net
    assert not any(net.values()), f"positions do not sum to zero: {net}"
    for symbol, instrument in engine.instruments.items():
        bid, ask = instrument.book.best(enums.BUY), instrument.book.best(enums.SELL)
        assert not (bid and ask) or bid[0] < ask[0], f"{symbol} is crossed: {bid} {ask}"
