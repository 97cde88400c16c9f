"""How the cost of an operation grows: with the depth of the book, with instruments, with clients."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from matching_sidecar.engine.engine import Engine
from matching_sidecar.model import enums
from matching_sidecar.model.commands import CancelOrder, Command, NewOrder, UpdateReference
from matching_sidecar.model.reference import InstrumentRow
from tools.bench import load
from tools.bench.crowd import Crowd
from tools.bench.figures import Figure
from tools.bench.market_data import hello
from tools.bench.process import cpu_seconds
from tools.bench.workload import ACCOUNTS, LIMITS, MIDDLE, SYMBOL, commands, reference
from tools.lab.sidecar import LabSidecar

DEPTHS = (100, 1_000, 10_000, 100_000, 1_000_000)
INSTRUMENTS = (1, 10, 100, 1_000)
CLIENTS = (1, 10, 100, 1_000)
OPERATIONS = 30_000
ROUNDS = 3
MESSAGES = 50_000
"""Market data messages a second at most: many clients get fewer changes."""
CHANGES = 500
ORDERS = 2_000
SECONDS = 2.0


def measure(folder: Path, scale: float) -> list[Figure]:
    """All curves; ``scale`` cuts off their far ends."""
    figures = [_depth(count) for count in _up_to(scale, DEPTHS)]
    figures += [_instruments(count) for count in _up_to(scale, INSTRUMENTS)]
    for count in _up_to(scale, CLIENTS):
        figures += _clients(folder / f"growth-{count}", count)
    return figures


def _up_to(scale: float, counts: Sequence[int]) -> list[int]:
    return [count for count in counts if count <= counts[-1] * scale]


def _depth(depth: int) -> Figure:
    """Orders that rest, trade and are cancelled in a book that holds ``depth`` others."""
    engine = Engine()
    engine.apply(UpdateReference(0, reference()), [])
    dice = random.Random(depth)  # noqa: S311 - a reproducible flow, not a secret
    for number in range(depth):
        side = 1 + number % 2
        away = 1 + dice.randrange(max(10, min(depth // 20, 4_000)))
        engine.apply(_limit(f"d{number}", side, _price(side, away), dice.randrange(20)), [])
    seconds = min(_time(engine, list(_around(dice, round_))) for round_ in range(ROUNDS))
    return _figure(f"engine, {depth:,} resting orders", seconds / OPERATIONS)


def _instruments(count: int) -> Figure:
    """The benchmark's flow, spread over instruments."""
    rows = [row for row in reference() if not isinstance(row, InstrumentRow)]
    names = [f"BENCH{number}" for number in range(count)]
    rows += [
        InstrumentRow(
            name, 100 + n, "BEN", 1, 100, max_order_qty=LIMITS["max_order_qty"], multiplier=1000.0,
            band_pct=50.0, reference_price=100.0,
        )
        for n, name in enumerate(names)
    ]  # fmt: skip
    dice, homes = random.Random(count), {}  # noqa: S311 - a reproducible flow, not a secret
    engine = Engine()
    engine.apply(UpdateReference(0, rows), [])
    flow = list(commands(ROUNDS * OPERATIONS))
    for command in flow:
        if isinstance(command, NewOrder):
            command.symbol = homes[command.cl_ord_id] = dice.choice(names)
    seconds = _time(engine, flow) / ROUNDS
    return _figure(f"engine, {count:,} instruments", seconds / OPERATIONS)


def _clients(folder: Path, count: int) -> list[Figure]:
    """Processor time of the sidecar for an order when so many clients enter them, and for a change of the book when
    so many follow it."""
    with LabSidecar(folder, reference()) as sidecar:
        assert sidecar.process is not None  # noqa: S101 - it is running
        pid = sidecar.process.pid
        outcome = load.run(sidecar, ORDERS, 1, connections=count)
        before = cpu_seconds(pid)
        outcome = load.run(sidecar, ORDERS, SECONDS, first=ORDERS, connections=count)
        order = (cpu_seconds(pid) - before) / outcome.sent
        rate = min(CHANGES, MESSAGES // count)
        greeting = hello(sidecar, "book")
        with Crowd([sidecar.ws_url], count, [greeting], '"book_delta"', '"type":"book"'):
            before = cpu_seconds(pid)
            outcome = load.run(sidecar, rate, SECONDS, first=10 * ORDERS)
            change = (cpu_seconds(pid) - before) / outcome.sent
    return [
        _figure(f"sidecar, an order, {count:,} clients enter", order),
        _figure(f"sidecar, a change, {count:,} clients follow", change),
    ]


def _around(dice: random.Random, round_: int) -> Iterator[Command]:
    """Three operations that leave the book as it was: an order rests, one trades with another, it is cancelled."""
    for number in range(0, OPERATIONS, 3):
        name, account = f"r{round_}-{number}", dice.randrange(20)
        side = 1 + dice.randrange(2)
        yield _limit(name, side, _price(side, 1 + dice.randrange(10)), account)
        yield _limit(f"{name}t", 3 - side, _price(side, 300), account, enums.IOC)
        yield CancelOrder(1, ACCOUNTS[account], f"{name}c", name)


def _limit(name: str, side: int, price: int, account: int, tif: int = enums.GTC) -> NewOrder:
    owner = ACCOUNTS[account]
    return NewOrder(1, owner, name, SYMBOL, side, enums.LIMIT, tif, 1, price, "bench")


def _price(side: int, away: int) -> int:
    return MIDDLE - away if side == enums.BUY else MIDDLE + away


def _time(engine: Engine, flow: list[Command]) -> float:
    gc.collect()
    gc.freeze()
    gc.disable()
    apply = engine.apply
    started = time.perf_counter()
    for command in flow:
        apply(command, [])
    seconds = time.perf_counter() - started
    gc.enable()
    return seconds


def _figure(name: str, seconds: float) -> Figure:
    return Figure(name=name, value=seconds * 1e6, unit="µs")
