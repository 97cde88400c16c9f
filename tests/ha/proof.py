"""What must hold after every fault."""

from pathlib import Path

from tests.faults.inspection import check_invariants
from tools.lab.audit import Audit, audit
from tools.lab.cluster import SHARD, LabCluster
from tools.lab.trader import Trader


def check(cluster: LabCluster, tmp_path: Path, *traders: Trader) -> Audit:
    """Both nodes stand where a replay of the journal stands, and what was told is true."""
    acked: dict[str, int] = {}
    for trader in traders:
        assert trader.contradictions == set()
        acked |= trader.acked
    assert len(acked) > 100, "the flow was too thin to prove anything"
    found = audit(cluster.nats.servers, SHARD, tmp_path / "audit", acked)
    assert (found.lost, found.doubled) == ([], [])
    check_invariants(found.events, acked)
    assert found.epochs == list(range(1, len(found.epochs) + 1))
    assert cluster.digests() == [(found.last_seq, found.digest)] * len(cluster.nodes)
    return found
