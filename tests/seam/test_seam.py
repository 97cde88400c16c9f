"""Events reach Odoo exactly once, whatever happens on the way."""

import shutil
import time

import pytest

from tests.faults.flow import Flow
from tests.seam.books import Odoo, Seam, kill, wait
from tests.seam.lossy_proxy import LossyProxy
from tools import stack as stacks
from tools.odoo import server as odoo_server
from tools.sidecar import server as sidecar_server

AWAY_SECONDS = 60
ACCOUNTS = ("NORDGRAIN-01", "ALPINEFUEL-01")


@pytest.fixture
def seam(stack):
    """The stack with both sides running, before and after."""
    stacks.start(stack, attached=True)
    seam = Seam(stack)
    wait(lambda: seam.health().get("ready"), 60)
    yield seam
    stacks.start(stack, attached=True)


@pytest.fixture
def flow():
    # Three lots around the reference price: some rest, most trade, none breaks a limit for long.
    return Flow(accounts=ACCOUNTS, middle=61.0, lots=3)


def test_orders_entered_at_the_sidecar_arrive_once(seam, flow):
    flow.start(seam, frame=5, pause=0.01)
    wait(lambda: len(flow.acked) > 200)
    flow.stop()
    seam.assert_everything_arrived_once()
    known = Odoo(seam.stack)("brokersync.order", "search_count", [["cl_ord_id", "like", "f"]])
    assert known >= len(flow.acked)


def test_odoo_away_for_a_minute_while_trading_goes_on(seam, flow):
    before = seam.wait_until_in_step()
    flow.start(seam, frame=2, pause=0.02)
    odoo_server.service(seam.stack).stop()
    time.sleep(AWAY_SECONDS)
    health = seam.health()
    assert health["ready"], "the market does not wait for Odoo"
    assert health["odoo"]["state"] != "connected"
    assert health["odoo"]["reason"]
    assert health["odoo"]["lag_events"] > 1000
    stacks.start(seam.stack, attached=True)
    flow.stop()
    after = seam.assert_everything_arrived_once()
    assert after - before > 1000


def test_answers_lost_after_odoo_committed_apply_nothing_twice(seam, flow, monkeypatch):
    with LossyProxy(seam.stack.odoo_url, b"apply_events") as proxy:
        sidecar_server.service(seam.stack).stop()
        monkeypatch.setenv("BROKERSYNC_SIDECAR_ODOO_URL", proxy.url)
        stacks.start(seam.stack, attached=True)
        flow.start(seam, frame=5, pause=0.01)
        for _ in range(20):
            lost = proxy.lost
            proxy.losses = 1
            wait(lambda lost=lost: proxy.lost > lost)
        flow.stop()
        seam.assert_everything_arrived_once()
        assert proxy.lost >= 20
        sidecar_server.service(seam.stack).stop()


def test_odoo_killed_while_applying(seam, flow):
    flow.start(seam, frame=5, pause=0.01)
    for _ in range(3):
        flow.answers(100)
        kill(odoo_server.service(seam.stack))
        stacks.start(seam.stack, attached=True)
    flow.stop()
    seam.assert_everything_arrived_once()


def test_sidecar_killed_goes_on_where_odoo_is(seam, flow):
    for _ in range(3):
        flow.start(seam, frame=5, pause=0.01)
        flow.answers(100)
        kill(sidecar_server.service(seam.stack))
        flow.stop()
        stacks.start(seam.stack, attached=True)
    seam.assert_everything_arrived_once()


def test_journal_older_than_odoo_refuses_to_trade_and_says_why(seam, flow, tmp_path):
    """Restored from a backup that lacks what Odoo has applied."""
    service = sidecar_server.service(seam.stack)
    service.stop()
    shutil.copytree(seam.stack.sidecar_data, tmp_path / "old")
    stacks.start(seam.stack, attached=True)
    flow.start(seam, frame=5, pause=0.01)
    flow.answers(100)
    flow.stop()
    seam.assert_everything_arrived_once()
    service.stop()
    shutil.move(seam.stack.sidecar_data, tmp_path / "new")
    shutil.copytree(tmp_path / "old", seam.stack.sidecar_data)
    sidecar_server.start(seam.stack, attached=True)
    wait(lambda: any("Odoo" in reason for reason in seam.health().get("reasons", ())))
    assert not seam.health()["ready"]
    refused = Flow(accounts=ACCOUNTS, middle=61.0)
    refused.start(seam, frame=1, pause=0.05)
    wait(lambda: refused.refused)
    refused.stop()
    assert set(refused.refused.values()) == {"NOT_READY"}
    service.stop()
    shutil.rmtree(seam.stack.sidecar_data)
    shutil.move(tmp_path / "new", seam.stack.sidecar_data)
