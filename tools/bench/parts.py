"""The parts of the benchmark by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from tools.bench import (
    connections,
    crm,
    disk,
    engine,
    gate,
    growth,
    market_data,
    odoo,
    orders,
    overload,
    recovery,
    rest,
    screening,
    soak,
)
from tools.bench.figures import Figure
from tools.bench.peers import comparison, durable
from tools.errors import Problem

OPERATIONS: Final = 1_000_000
EVENTS: Final = 50_000
SECONDS: Final = 20.0


class Amount(NamedTuple):
    """How much work: ``scale`` 1 is as published; ``minutes`` for the parts that watch for long; ``kills`` of each
    kind of process."""

    scale: float = 1.0
    minutes: float = 10.0
    kills: int = 20

    @property
    def operations(self) -> int:
        """Operations of an engine."""
        return int(OPERATIONS * self.scale)

    def seconds(self, share: float = 1.0) -> float:
        """How long something is offered."""
        return max(1.0, SECONDS * self.scale * share)


Part = Callable[[Path, Amount], list[Figure]]
"""A part measures in a folder."""


def _several_nodes(folder: Path, amount: Amount) -> list[Figure]:
    """Its client is one of the tests' own, with a library that the sidecar does without."""
    try:
        from tools.bench import ha
    except ModuleNotFoundError as error:
        raise Problem(
            f"{error.name} is not installed in this environment",
            "Use that of the tests: HOME/venvs/test/bin/python -m tools.bench ha",
        ) from None
    return ha.measure(folder, amount.kills)


PARTS: Final[dict[str, Part]] = {
    "disk": lambda folder, _amount: disk.measure(folder),
    "engine": lambda _folder, amount: engine.measure(amount.operations),
    "gate": lambda _folder, amount: gate.measure(amount.operations),
    "ack": lambda folder, amount: [
        *orders.acknowledgement(folder, "process", amount.seconds()),
        *orders.acknowledgement(folder, "disk", amount.seconds()),
    ],
    "rate": lambda folder, amount: [
        *orders.sustained(folder, "process", amount.seconds(0.2)),
        *orders.sustained(folder, "disk", amount.seconds(0.2)),
    ],
    "market-data": lambda folder, amount: market_data.measure(folder, amount.seconds(0.25)),
    "rest": lambda folder, amount: rest.measure(folder, amount.seconds(0.25)),
    "connections": lambda folder, amount: connections.measure(folder, amount.scale),
    "odoo": lambda folder, amount: odoo.measure(folder, int(EVENTS * amount.scale)),
    "recovery": lambda folder, amount: recovery.measure(folder, amount.operations),
}
"""What is measured when no part is named."""

LONGER: Final[dict[str, Part]] = {
    "peers": lambda folder, amount: [
        *comparison.measure(folder, amount.operations // 5),
        *durable.measure(folder, amount.seconds(0.25)),
    ],
    "crm": lambda folder, amount: crm.measure(folder, amount.scale),
    "screening": lambda _folder, amount: screening.measure(amount.scale),
    "growth": lambda folder, amount: growth.measure(folder, amount.scale),
    "overload": lambda folder, amount: overload.measure(folder, amount.seconds(3.0)),
    "soak": lambda folder, amount: soak.measure(folder, amount.minutes),
    "ha": _several_nodes,
    "long-recovery": lambda folder, amount: recovery.measure_long(folder, 10 * amount.operations),
}
"""What takes minutes, or installs what is measured beside us."""
