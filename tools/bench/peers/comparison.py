"""The engine and its peers, one after the other on the same flow: how fast, and whether they traded the same."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from matching_sidecar.model import enums
from matching_sidecar.model.commands import CancelOrder
from tools import settings
from tools.bench.figures import Figure
from tools.bench.peers import environments
from tools.bench.peers.catalog import PEERS, Peer
from tools.bench.peers.flow import CANCEL, ENTER, TAKE, Measured, Step, write
from tools.bench.workload import ACCOUNTS, commands
from tools.errors import Problem
from tools.settings import REPO

BUDGET = 10.0
"""Seconds a book may take for a pass; a slower one does only part of the flow."""
TIMES_FASTER = 3.0


def measure(folder: Path, operations: int) -> list[Figure]:
    """Speed and fills of every book that can be installed, ours first, and how ours compares with the fastest."""
    path = folder / "flow.json"
    write(path, steps(operations))
    ours = _run(Path(sys.executable), "brokersync", path)
    figures = [*_figures("engine, from plain values", ours, ours, "every limit, every report")]
    rates: dict[Peer, float] = {}
    for peer in PEERS:
        try:
            theirs = _run(environments.ensure(settings.load(), peer), peer.package, path)
        except Problem as problem:
            figures.append(_absent(peer, problem.message))
            continue
        figures += _figures(f"peer {peer.name}", theirs, ours, peer.lacks)
        if peer.matches and theirs.lots == ours.lots[: theirs.operations]:
            rates[peer] = _rate(theirs)
    reporting = {peer: rate for peer, rate in rates.items() if peer.reports}
    return [
        *figures,
        *_ratio("engine, times the fastest peer that matches", ours, rates),
        *_ratio("engine, times the fastest that also reports trades", ours, reporting),
    ]


def steps(operations: int) -> Iterator[Step]:
    """The benchmark's flow in plain values."""
    for number, command in enumerate(commands(operations)):
        account = ACCOUNTS.index(command.account) + 1
        if isinstance(command, CancelOrder):
            target = int(command.orig_cl_ord_id[1:])
            yield Step(CANCEL, number, account, False, 0, 0, target)
        else:
            kind = ENTER if command.tif == enums.GTC else TAKE
            buy = command.side == enums.BUY
            yield Step(kind, number, account, buy, command.qty, command.price, 0)


def _run(python: Path, adapter: str, flow: Path) -> Measured:
    """
    Raises:
        Problem: the book could not do the flow.
    """
    module = ["-m", "tools.bench.peers.contestant", adapter, str(flow), str(BUDGET)]
    done = subprocess.run(
        [python, *module],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
        timeout=20 * BUDGET,
    )
    if done.returncode:
        raise Problem(f"it ended with {done.returncode}: {done.stderr.strip()[-200:]}")
    return Measured(**json.loads(done.stdout))


def _figures(name: str, measured: Measured, ours: Measured, words: str) -> Iterator[Figure]:
    expected, found = ours.lots[: measured.operations], measured.lots
    wrong = next(
        (n for n, pair in enumerate(zip(expected, found, strict=True)) if len({*pair}) > 1), None
    )
    fills = f"{sum(found):,} of {sum(expected):,} lots"
    fills += "" if wrong is None else f", other than ours from operation {wrong + 1:,} on"
    yield Figure(
        name=name, value=_rate(measured), unit="operations/s", better="higher",
        note=f"{fills}; {words}",
    )  # fmt: skip
    yield Figure(name=f"{name}, p50", value=measured.p50 / 1e3, unit="µs")
    yield Figure(name=f"{name}, p99", value=measured.p99 / 1e3, unit="µs")


def _ratio(name: str, ours: Measured, rates: dict[Peer, float]) -> Iterator[Figure]:
    if rates:
        fastest = max(rates, key=lambda peer: rates[peer])
        yield Figure(
            name=name, value=_rate(ours) / rates[fastest], unit="×", goal=TIMES_FASTER,
            better="higher", note=fastest.name,
        )  # fmt: skip


def _rate(measured: Measured) -> float:
    return measured.operations / measured.seconds


def _absent(peer: Peer, reason: str) -> Figure:
    return Figure(name=f"peer {peer.name}", value=None, unit="", note=f"not measured: {reason}")
