"""Several nodes: how long clients wait when a leader, or a server of the journal, dies; and what is lost."""

from __future__ import annotations

import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from matching_sidecar.model.reference import AccountRow, FirmRow, InstrumentRow
from tools.bench.figures import Figure, percentile
from tools.lab.audit import audit
from tools.lab.cluster import SHARD, LabCluster, health
from tools.lab.trader import Trader
from tools.lab.waiting import wait_until

ROWS = [
    FirmRow("NORD", 1),
    FirmRow("ALPS", 2),
    AccountRow("NORD-01", 3, "NORD"),
    AccountRow("ALPS-01", 4, "ALPS"),
    InstrumentRow("CLF27", 5, "CL", 1, 100, multiplier=1000.0),
]
RATE = 500
LEADER_GOAL = 3.0
SERVER_GOAL = 15.0
SLEEPS = 4


def measure(folder: Path, kills: int) -> list[Figure]:
    """Orders come at a steady rate through a relay meanwhile; at the end the journal is read and compared with what
    the client was told."""
    dice = random.Random(7)  # noqa: S311 - when to kill
    with (
        LabCluster(folder / "ha", ROWS) as cluster,
        Trader(cluster.relays[0].ws_url, cluster.signer.token(), RATE) as trader,
    ):

        def gaps(what: str, times: int, fault: Callable[[], Callable[[], None]]) -> list[float]:
            found = []
            for number in range(times):
                time.sleep(dice.uniform(0.3, 1.0))
                mend = fault()
                found.append(trader.gap(time.monotonic()))
                print(f"  {what} {number + 1}: {found[-1]:.2f} s", file=sys.stderr, flush=True)
                mend()
                cluster.mend_processes()
            return sorted(found)

        leaders = gaps("leader killed", kills, lambda: _kill_leader(cluster))
        servers = gaps("journal server killed", kills, lambda: _kill_server(cluster))
        sleeps = gaps("leader asleep", min(SLEEPS, kills), lambda: _stop_leader(cluster))
        trader.finish()
        digests = cluster.digests()
        found = audit(cluster.nats.servers, SHARD, folder / "audit", trader.acked)
    same = all(digest == (found.last_seq, found.digest) for digest in digests)
    acked = f"of {len(trader.answered):,} acknowledged"
    return [
        *_waits("leader killed", leaders, LEADER_GOAL),
        *_waits("journal server killed", servers, SERVER_GOAL),
        *_waits("leader stopped and resumed", sleeps, LEADER_GOAL),
        Figure(name="orders lost", value=len(found.lost), unit="", goal=0, note=acked),
        Figure(
            name="orders doubled",
            value=len(found.doubled) + len(trader.contradictions),
            unit="",
            goal=0,
            note=acked,
        ),
        Figure(
            name="nodes that differ from the journal's replay",
            value=0 if same else 1,
            unit="",
            goal=0,
            note=f"{len(found.epochs)} leaders, {found.last_seq:,} commands",
        ),
    ]


def _waits(what: str, gaps: list[float], goal: float) -> list[Figure]:
    times = f"{len(gaps)} times"
    return [
        Figure(name=f"{what}: clients wait, median", value=percentile(gaps, 0.5), unit="s"),
        Figure(name=f"{what}: longest", value=gaps[-1], unit="s", goal=goal, note=times),
    ]


def _kill_leader(cluster: LabCluster) -> Callable[[], None]:
    cluster.nodes[cluster.leader()].kill()
    return lambda: None


def _kill_server(cluster: LabCluster) -> Callable[[], None]:
    """The one that leads the stream: the worst of the three."""
    cluster.nats.kill(cluster.journal_server())
    return cluster.nats.mend


def _stop_leader(cluster: LabCluster) -> Callable[[], None]:
    node = cluster.nodes[cluster.leader()]
    node.signal(signal.SIGSTOP)

    def resume() -> None:
        node.signal(signal.SIGCONT)
        wait_until(lambda: (found := health(node)) is not None and not found["leads"])

    return resume
