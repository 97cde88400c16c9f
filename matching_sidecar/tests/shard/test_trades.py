"""Trades are found in the event log, cancelled and corrected on a real shard."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from matching_sidecar.model.enums import (
    EXEC_TRADE,
    EXEC_TRADE_CANCEL,
    EXEC_TRADE_CORRECT,
    TIFS,
)
from matching_sidecar.model.events import Execution, Refusal
from matching_sidecar.shard import trades
from matching_sidecar.shard.event_log import EventLog
from matching_sidecar.shard.trades import NotTaken, amend, find
from matching_sidecar.tests.shard.common import ask, opened, order, run

QUIET = 300
"""Orders without a trade between two trades: longer than what is read at once."""


async def traded(folder: Path, count: int = 5, quiet: int = 0):
    """A shard on which ALPS-01 sold ``count`` times one lot to NORD-01, with orders between."""
    shard = await opened(folder, durability="process")
    number = 1
    for _ in range(count):
        for _ in range(quiet):
            number += 2
            await ask(shard, order(number, side=1, qty=1, price=50, tif=TIFS["ioc"]))
        await ask(shard, order(number := number + 2 - number % 2, side=2, qty=1, price=100))
        await ask(shard, order(number := number + 1, side=1, qty=1, price=100))
    return shard


@pytest.mark.parametrize("quiet", [0, QUIET])
def test_every_trade_is_found(tmp_path, quiet):
    async def search():
        shard = await traded(tmp_path, quiet=quiet)
        log = shard.event_log
        fills = [e for e in log.read(1, 100_000) if e.exec_type == EXEC_TRADE]
        assert len(fills) == 10
        for trade_id in range(1, 6):
            found = find(log, trade_id, log.last_seq)
            assert found is not None
            assert found.fills == [fill for fill in fills if fill.trade_id == trade_id]
            assert found.latest == found.fills
        assert find(log, 0, log.last_seq) is None
        assert find(log, 6, log.last_seq) is None
        assert find(log, 5, fills[-2].seq - 1) is None
        await shard.close()

    run(search())


def test_an_empty_log(tmp_path):
    assert find(EventLog(tmp_path / "events"), 1, 0) is None


def test_cancelled_once(tmp_path):
    async def day():
        shard = await traded(tmp_path)
        refusal, events = await amend(shard, 3)
        assert refusal is None
        assert [e.exec_type for e in events if e.trade_id] == [EXEC_TRADE_CANCEL] * 2
        assert await amend(shard, 3) == (Refusal("UNKNOWN_TRADE", ""), ())
        assert await amend(shard, 99) == (Refusal("UNKNOWN_TRADE", ""), ())
        assert shard.engine.accounts["NORD-01"].exposure("CLF27").net == 4
        await shard.close()

    run(day())


def test_corrected_as_often_as_needed_then_cancelled(tmp_path):
    async def day():
        shard = await traded(tmp_path)
        original = find(shard.event_log, 2, shard.event_log.last_seq)
        for price in (97, 96):
            refusal, events = await amend(shard, 2, price)
            assert refusal is None
            assert [(e.exec_type, e.last_price) for e in events] == [
                (EXEC_TRADE_CORRECT, price)
            ] * 2
            assert events[0].cum_value == price
        found = find(shard.event_log, 2, shard.event_log.last_seq)
        assert [fill.last_price for fill in found.fills] == [96, 96]
        assert found.latest == list(events)
        _, events = await amend(shard, 2)
        assert [e.exec_ref for e in events if e.trade_id] == [fill.seq for fill in original.fills]
        assert [e.cum_value for e in events] == [0] * len(events)
        await shard.close()

    run(day())


def test_the_orders_latest_report_counts(tmp_path):
    async def day():
        shard = await opened(tmp_path, durability="process")
        await ask(shard, order(2, side=2, qty=9, price=100))
        for number in (1, 3, 5):
            await ask(shard, order(number, side=1, qty=1, price=100))
        refusal, events = await amend(shard, 1)
        assert refusal is None
        assert [(e.qty, e.cum, e.leaves) for e in events if e.account == "ALPS-01"] == [
            (9, 2, 7),
            (8, 2, 6),
        ]
        await shard.close()

    run(day())


def test_an_order_that_changes_meanwhile_is_read_again(tmp_path, monkeypatch):
    async def day():
        shard = await opened(tmp_path, durability="process")
        await ask(shard, order(2, side=2, qty=9, price=100))
        await ask(shard, order(1, side=1, qty=1, price=100))
        looked: list[int] = []

        def slow(log: EventLog, trade_id: int, last_seq: int) -> trades.Trade | None:
            found = find(log, trade_id, last_seq)
            if not looked:
                # Between the look and the command another fill comes in.
                buy = ask(shard, order(3, side=1, qty=1, price=100))
                asyncio.run_coroutine_threadsafe(buy, loop).result(10)
            looked.append(last_seq)
            return found

        loop = asyncio.get_running_loop()
        monkeypatch.setattr(trades, "find", slow)
        refusal, events = await amend(shard, 1)
        assert refusal is None
        assert len(looked) == 2
        assert isinstance(events[0], Execution)
        await shard.close()

    run(day())


def test_not_taken(tmp_path):
    async def day():
        shard = await traded(tmp_path, 1)
        closing = asyncio.ensure_future(shard.close())
        await asyncio.sleep(0)
        with pytest.raises(NotTaken) as error:
            await amend(shard, 1)
        assert error.value.code == "NOT_READY"
        await closing

    run(day())
