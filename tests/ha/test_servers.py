"""The journal's servers die, or cannot be reached."""

import json
import time
import urllib.error
import urllib.request

from tests.ha.proof import check
from tools.lab.cluster import health
from tools.lab.trader import Trader
from tools.lab.waiting import wait_until

UNAVAILABLE = "JOURNAL_UNAVAILABLE"
ORDER = {
    "account": "NORD-01",
    "symbol": "CLF27",
    "side": "buy",
    "order_qty": 1,
    "price": 70.0,
}


def enter(node, token, cl_ord_id):
    """Enter an order over REST; status and answer."""
    request = urllib.request.Request(
        node.url + "/v1/orders",
        json.dumps(ORDER | {"cl_ord_id": cl_ord_id}).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_killed_journal_server(cluster, tmp_path):
    """The one that leads the stream: the worst of the three."""
    with Trader(cluster.relays[0].ws_url, cluster.signer.token()) as trader:
        trader.answers(100)
        number = cluster.journal_server()
        cluster.nats.kill(number)
        trader.gap(time.monotonic())
        cluster.nats.mend()
        trader.finish()
        assert trader.connections == 1, "the relay kept the client"
    check(cluster, tmp_path, trader)


def test_without_a_majority_of_servers_nothing_is_acknowledged(cluster, tmp_path):
    token = cluster.signer.token()
    leader = cluster.nodes[cluster.leader()]
    with Trader(cluster.relays[0].ws_url, token) as trader:
        trader.answers(100)
        number = cluster.journal_server()
        for dead in {0, 1, 2} - {number}:
            cluster.nats.kill(dead)
        wait_until(lambda: not health(leader)["leads"])
        acked = len(trader.answered)
        wait_until(lambda: enter(leader, token, f"q{time.time_ns()}")[1]["code"] == UNAVAILABLE)
        assert not health(leader)["ready"]
        assert leader.get("/live")
        assert leader.get("/v1/instruments/CLF27/book", token)["symbol"] == "CLF27"
        assert len(trader.answered) == acked
        cluster.nats.mend()
        trader.gap(time.monotonic())
        trader.finish()
    check(cluster, tmp_path, trader)


def test_leader_cut_off_from_the_servers_stops_before_another_begins(cluster, tmp_path):
    """Its clients still reach it: it must not let them believe that it leads."""
    token = cluster.signer.token()
    number = cluster.leader()
    lonely, other = cluster.nodes[number], cluster.nodes[1 - number]
    with (
        Trader(lonely.ws_url, token, rate=100, seed=2) as direct,
        Trader(cluster.relays[0].ws_url, token, rate=100) as trader,
    ):
        for one in (direct, trader):
            one.answers(50)
        cluster.networks[number].cut()
        wait_until(lambda: health(other)["leads"])
        assert not health(lonely)["leads"]
        answered = len(direct.answered)
        assert enter(lonely, token, "lonely")[1]["code"] in ("NOT_LEADER", UNAVAILABLE)
        trader.gap(time.monotonic())
        assert len(direct.answered) == answered
        cluster.networks[number].mend()  # what it had sent before arrives now, too late
        wait_until(lambda: "node" in health(lonely)["reasons"][0])
        trader.finish()
        assert health(other)["leads"]
    check(cluster, tmp_path, trader, direct)
