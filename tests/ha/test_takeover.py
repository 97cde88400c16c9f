"""A leader that dies, sleeps or leaves: another takes over, nothing acknowledged is lost or doubled."""

import signal
import time

from tests.ha.proof import check
from tools.lab.cluster import health
from tools.lab.trader import Trader
from tools.lab.waiting import wait_until

KILLS = 3


def test_killed_leaders_are_replaced(cluster, tmp_path):
    before = health(cluster.nodes[0])["epoch"]
    with Trader(cluster.relays[0].ws_url, cluster.signer.token()) as trader:
        for _ in range(KILLS):
            trader.answers(100)
            leader = cluster.nodes[cluster.leader()]
            leader.kill()
            trader.gap(time.monotonic())
            leader.spawn()
            leader.wait_live()
            cluster.leader()
        trader.finish()
        assert trader.connections == 1, "the relay kept the client"
    found = check(cluster, tmp_path, trader)
    assert len(found.epochs) == before + KILLS


def test_leader_that_slept_is_fenced(cluster, tmp_path):
    """Its client stays connected to it and sends again: it must not be told anything untrue."""
    number = cluster.leader()
    sleeper = cluster.nodes[number]
    token = cluster.signer.token()
    with (
        Trader(sleeper.ws_url, token, rate=100, seed=2) as direct,
        Trader(cluster.relays[0].ws_url, token, rate=100) as trader,
    ):
        for one in (direct, trader):
            one.answers(50)
        sleeper.signal(signal.SIGSTOP)
        stopped = time.monotonic()
        trader.gap(stopped)
        other = cluster.nodes[1 - number]
        assert health(other)["leads"]
        sleeper.signal(signal.SIGCONT)
        trader.gap(time.monotonic())
        before = dict(direct.acked)
        trader.finish()
        wait_until(lambda: not health(sleeper)["leads"])
        wait_until(lambda: direct.refused["NOT_LEADER"])
    assert health(other)["leads"]
    assert len(before) > 20
    check(cluster, tmp_path, trader, direct)


def test_leader_that_leaves_hands_over_at_once(cluster, tmp_path):
    with Trader(cluster.relays[0].ws_url, cluster.signer.token()) as trader:
        trader.answers(100)
        number = cluster.leader()
        assert cluster.nodes[number].stop() == 0
        trader.gap(time.monotonic())
        assert cluster.leader() == 1 - number
        cluster.nodes[number].spawn()
        cluster.nodes[number].wait_live()
        trader.finish()
        assert trader.connections == 1
    check(cluster, tmp_path, trader)


def test_new_node_replays_the_stream(cluster, tmp_path):
    """Without anything on its disk, and from a snapshot of its own."""
    with Trader(cluster.relays[0].ws_url, cluster.signer.token()) as trader:
        trader.answers(200)
        trader.finish()
    standby = cluster.nodes[1 - cluster.leader()]
    assert standby.stop() == 0
    snapshots = list((standby.folder / "data").glob("snapshot-*"))
    assert snapshots
    standby.spawn()
    standby.wait_live()
    with_snapshot = cluster.digests()
    standby.kill()
    for path in snapshots:
        path.unlink()
    standby.spawn()
    standby.wait_live()
    assert cluster.digests() == with_snapshot
    check(cluster, tmp_path, trader)


def test_orders_to_a_standby_are_refused(cluster):
    number = cluster.leader()
    standby = cluster.nodes[1 - number]
    with Trader(standby.ws_url, cluster.signer.token()) as trader:
        wait_until(lambda: sum(trader.refused.values()) > 20)
    assert trader.answered == {}
    assert set(trader.refused) == {"NOT_LEADER"}
    assert f"node{number} leads" in health(standby)["reasons"][0]
