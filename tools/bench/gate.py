"""The pre-trade gate alone, with every limit set."""

from __future__ import annotations

import time

from matching_sidecar.book.order import Order
from matching_sidecar.engine.engine import Engine
from matching_sidecar.model.commands import NewOrder, UpdateReference
from matching_sidecar.risk import gate
from tools.bench.figures import Figure, percentile
from tools.bench.workload import SYMBOL, commands, reference

ROUNDS = 5


def measure(operations: int) -> list[Figure]:
    """Average of each round of checks; the median round counts, and one clocked round gives
    p99."""
    engine = Engine()
    engine.apply(UpdateReference(0, reference()), [])
    orders = [_order(c) for c in commands(operations // 5) if isinstance(c, NewOrder)]
    instrument = engine.instruments[SYMBOL]
    accounts, check, throttled = engine.accounts, gate.check, gate.throttled

    def one(order: Order) -> str:
        account = accounts[order.account]
        if throttled(account, 1):
            return "THROTTLED"
        return check(account, instrument, account.exposure(SYMBOL), order, 1)

    averages = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        refused = sum(1 for order in orders if one(order))
        averages.append((time.perf_counter() - started) / len(orders) * 1e6)
        if refused:
            raise AssertionError(f"{refused} orders were refused: the measure is of another path")
    clock, times = time.perf_counter_ns, []
    for order in orders:
        before = clock()
        one(order)
        times.append(float(clock() - before))
    times.sort()
    return [
        Figure(name="gate, average", value=sorted(averages)[ROUNDS // 2], unit="µs", goal=2),
        Figure(name="gate, p99", value=percentile(times, 0.99) / 1000, unit="µs", goal=3000),
    ]


def _order(command: NewOrder) -> Order:
    """As the engine makes it before it asks the gate."""
    return Order(
        command.ts,
        command.account,
        command.cl_ord_id,
        command.symbol,
        command.side,
        command.ord_type,
        command.tif,
        command.qty,
        command.price,
        command.entered_by,
        0,
    )
