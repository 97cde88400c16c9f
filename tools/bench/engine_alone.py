"""The engine in a process of its own, in the form the environment chooses: no journal, no network.

``python -m tools.bench.engine_alone OPERATIONS PASSES`` prints one JSON object.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path
from typing import Any, Final

import msgspec

from matching_sidecar import compiled
from matching_sidecar.engine.engine import Engine
from matching_sidecar.model import enums
from matching_sidecar.model.commands import Command, NewOrder, UpdateReference
from matching_sidecar.model.events import Event
from tools.bench.figures import percentile
from tools.bench.workload import ACCOUNTS, MIDDLE, SYMBOL, commands, reference

BATCH: Final = 500
PAGE: Final = 4096


def main() -> None:
    """Rates in operations a second of processor time, times of single calls in nanoseconds by the
    clock, memory in bytes a resting order."""
    operations, passes = int(sys.argv[1]), int(sys.argv[2])
    found: dict[str, Any] = {"form": compiled.engine(), "bytes": _memory(operations)}
    flow: list[Command] = list(commands(operations))
    gc.collect()
    gc.freeze()
    gc.disable()
    # Neighbours on the machine only ever add time: rates are of processor time, and the best pass
    # is nearest to the engine's own.
    calls = [_calls(flow) for _ in range(passes)]
    found["rate"] = operations / min(seconds for seconds, _fills in calls)
    found["fills"] = calls[0][1]
    found["batches"] = operations / min(_batches(flow) for _ in range(passes))
    times = min((_each(flow) for _ in range(passes)), key=lambda each: percentile(each, 0.99))
    found["p50"], found["p99"] = percentile(times, 0.50), percentile(times, 0.99)
    print(json.dumps(found))


def _engine() -> Engine:
    engine = Engine()
    engine.apply(UpdateReference(0, reference()), [])
    return engine


def _calls(flow: list[Command]) -> tuple[float, int]:
    engine = _engine()
    started = time.process_time()
    for command in flow:
        events: list[Event] = []
        engine.apply(command, events)
    return time.process_time() - started, engine.trade_id


def _batches(flow: list[Command]) -> float:
    engine = _engine()
    lists = [flow[start : start + BATCH] for start in range(0, len(flow), BATCH)]
    started = time.process_time()
    for commands_ in lists:
        events: list[Event] = []
        engine.apply_all(commands_, events)
    return time.process_time() - started


def _each(flow: list[Command]) -> list[float]:
    engine, clock, times = _engine(), time.perf_counter_ns, []
    for command in flow:
        events: list[Event] = []
        before = clock()
        engine.apply(command, events)
        times.append(float(clock() - before))
    times.sort()
    return times


def _memory(orders: int) -> float:
    """What a resting order takes with all that belongs to it: id, place in the book, account.

    Each comes out of the journal's bytes, as texts of its own.
    """
    engine, encode = _engine(), msgspec.msgpack.encode
    decode = msgspec.msgpack.Decoder(NewOrder).decode
    _enter(engine, encode, decode, range(1000))
    gc.collect()
    before = _resident()
    _enter(engine, encode, decode, range(1000, 1000 + orders))
    gc.collect()
    return (_resident() - before) / orders


def _enter(engine: Engine, encode: Any, decode: Any, numbers: range) -> None:
    for number in numbers:
        side = 1 + number % 2
        away = 1 + number // 2 % 200
        price = MIDDLE - away if side == enums.BUY else MIDDLE + away
        account = ACCOUNTS[number % len(ACCOUNTS)]
        order = NewOrder(
            number, account, f"b{number}", SYMBOL, side, enums.LIMIT, enums.GTC, 5, price, "bench"
        )
        engine.apply(decode(encode(order)), [])


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


if __name__ == "__main__":
    main()
