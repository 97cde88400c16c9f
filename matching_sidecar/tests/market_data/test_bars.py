"""Bars equal what the trades say, live, afterwards and after a restart."""

from __future__ import annotations

import random
from itertools import count

import pytest

from matching_sidecar.market_data.bars import SECONDS, BarSeries
from matching_sidecar.model.enums import BUY, EXEC_TRADE, LIMIT, TAKER
from matching_sidecar.model.events import Execution
from matching_sidecar.tests.market_data.copies import subscribe
from matching_sidecar.tests.running import Running


def make_trades(sidecar, trader, seed: int, rounds: int) -> None:
    """Trades around 70."""
    chance = random.Random(seed)
    for _ in range(rounds):
        price, lots = 70 + chance.randrange(-20, 21) / 100, chance.randrange(1, 9)
        order = {"price": round(price, 2), "order_qty": lots, "time_in_force": "ioc"}
        trader.send(
            [
                {"op": "new", **sidecar.order(**order | {"time_in_force": "day"})},
                {"op": "new", **sidecar.order(**order, account="NORD-02", side="sell")},
            ]
        )
        trader.sync()


def recompute(sidecar, interval: str) -> list[list]:
    """Bars straight from the definition, out of what REST says about the trades."""
    length = SECONDS[interval] * 10**9
    found: dict[int, list[dict]] = {}
    for trade in sidecar.request("GET", "/v1/instruments/CLF27/trades?limit=1000").json():
        found.setdefault(trade["ts"] // length * length, []).append(trade)
    bars = []
    for start, trades in sorted(found.items()):
        prices = [trade["price"] for trade in trades]
        lots = sum(trade["qty"] for trade in trades)
        value = sum(trade["price"] * trade["qty"] for trade in trades)
        ends = [prices[0], max(prices), min(prices), prices[-1]]
        bars.append([start, *ends, lots, pytest.approx(value / lots), len(trades)])
    return bars


def bars(sidecar, interval: str, limit: int = 2000) -> list[list]:
    path = f"/v1/instruments/CLF27/bars?interval={interval}&limit={limit}"
    return sidecar.request("GET", path).json()["bars"]


@pytest.mark.parametrize("interval", list(SECONDS))
def test_bars_equal_the_trades_also_after_a_restart(tmp_path, interval):
    with Running(tmp_path) as sidecar:
        with sidecar.login() as trader:
            make_trades(sidecar, trader, 1, 20)
            before = bars(sidecar, interval)
            assert before == recompute(sidecar, interval)
            make_trades(sidecar, trader, 2, 20)
            live = bars(sidecar, interval)
            assert live == recompute(sidecar, interval)
        signer = sidecar.signer
    with Running(tmp_path, signer=signer) as again:
        assert bars(again, interval) == live


def test_bars_are_told_as_they_change(sidecar, trader):
    with sidecar.login() as watcher:
        make_trades(sidecar, trader, 3, 5)
        watcher.send({"op": "subscribe", "channel": "bars", "symbols": ["CLF27"], "interval": "1s"})
        snapshot = watcher.expect("bars")
        assert (snapshot["interval"], snapshot["symbol"]) == ("1s", "CLF27")
        make_trades(sidecar, trader, 4, 10)
        found = {bar[0]: bar for bar in snapshot["bars"]}
        for message in watcher.sync():
            assert message["type"] == "bar"
            found[message["bar"][0]] = message["bar"]
        assert list(found.values()) == bars(sidecar, "1s")


def test_several_lengths_at_a_time(sidecar, trader):
    with sidecar.login() as watcher:
        for interval in ("1m", "1h"):
            subscribe(watcher, "bars", "CLF27", interval=interval)
        while not sidecar.app.hub.market.bars.ready:
            watcher.sync()
        make_trades(sidecar, trader, 5, 1)
        assert {message["interval"] for message in watcher.sync()} == {"1m", "1h"}
        watcher.send(
            {"op": "unsubscribe", "channel": "bars", "symbols": ["CLF27"], "interval": "1m"}
        )
        watcher.sync()
        make_trades(sidecar, trader, 6, 1)
        assert {message["interval"] for message in watcher.sync()} == {"1h"}


def fill(seq: int, seconds: float, price: int) -> Execution:
    ids = (1, "a", "", "NORD-01", "X", "ann", BUY, LIMIT, 0)
    amounts = (2, 0, 2, price, 2 * price, 2, price, seq, TAKER, "", 1, 100)
    return Execution(seq, int(seconds * 1e9), EXEC_TRADE, 2, *ids, *amounts)


def test_a_bar_begins_with_its_interval():
    series, numbers = BarSeries("5s"), count(1)
    for seconds, price in ((0, 100), (4.999_999_999, 130), (5, 90), (11, 110), (14, 105)):
        series.add(fill(next(numbers), seconds, price))
    assert series.latest(10) == [
        (0, 1.0, 1.3, 1.0, 1.3, 4, 1.15, 2),
        (5_000_000_000, 0.9, 0.9, 0.9, 0.9, 2, 0.9, 1),
        (10_000_000_000, 1.1, 1.1, 1.05, 1.05, 4, pytest.approx(1.075), 2),
    ]
    assert series.latest(1) == series.latest(10)[-1:]
    assert (len(series), series.seq) == (3, 5)
