"""The link against a small Odoo over real sockets: nothing lost, nothing twice (FAULTS 19 to 32)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import msgspec
import pytest

from matching_sidecar.config import OdooConfig
from matching_sidecar.odoo_link import link
from matching_sidecar.tests.desk import CL
from matching_sidecar.tests.odoo_link.fake_odoo import DATABASE, KEY, LOGIN, FakeOdoo
from matching_sidecar.tests.running import Running

PATIENCE = 60


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)


@pytest.fixture(autouse=True)
def hurry(monkeypatch) -> None:
    monkeypatch.setattr(link, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(link, "FIRST_RETRY_SECONDS", 0.02)
    monkeypatch.setattr(link, "MAX_RETRY_SECONDS", 0.1)


@pytest.fixture
def odoo() -> Iterator[FakeOdoo]:
    with FakeOdoo() as found:
        yield found


def configured(
    tmp_path, odoo: FakeOdoo, protocol: str = "xmlrpc", timeout: float = 2
) -> OdooConfig:
    key = tmp_path / "api_key"
    if not key.exists():
        key.write_text(KEY + "\n")
    return OdooConfig(True, odoo.url, DATABASE, LOGIN, str(key), protocol, timeout)


@pytest.fixture(params=["xmlrpc", "json2"])
def linked(request, tmp_path, odoo) -> Iterator[Running]:
    with Running(tmp_path, odoo=configured(tmp_path, odoo, request.param)) as sidecar:
        until(lambda: sidecar.request("GET", "/ready", token="").status_code == 200)
        yield sidecar


def state(sidecar: Running) -> dict:
    return sidecar.request("GET", "/health", token="").json()["odoo"]


def trade(sidecar: Running, orders: int) -> None:
    with sidecar.login() as socket:
        for _ in range(orders):
            socket.send({"op": "new", **sidecar.order()})
        socket.sync()


def arrived(odoo: FakeOdoo, sidecar: Running) -> bool:
    return odoo.shard.last_seq == sidecar.stored[1]


def test_events_arrive_in_order_and_once(odoo, linked):
    trade(linked, 2_500)
    until(lambda: arrived(odoo, linked))
    assert [event["seq"] for event in odoo.shard.events] == list(range(1, 2_501))
    assert odoo.shard.events[0]["exec_type"] == "new"
    assert all(size <= link.MAX_EVENTS for name, size in odoo.shard.calls if name == "apply_events")
    until(lambda: state(linked)["lag_events"] == 0)
    found = state(linked)
    assert (found["state"], found["applied_seq"], found["lag_seconds"]) == ("connected", 2_500, 0)


def test_heartbeat_when_nothing_happens(odoo, linked):
    before = odoo.shard.count("apply_events")
    until(lambda: odoo.shard.count("apply_events") > before + 2)
    assert odoo.shard.calls[-1] == ("apply_events", 0)
    assert odoo.shard.count("handshake") == 1


@pytest.mark.parametrize("how", ["heartbeat", "refresh"])
def test_reference_data_follows(odoo, linked, how, monkeypatch):
    if how == "refresh":
        monkeypatch.setattr(link, "HEARTBEAT_SECONDS", 60)
        time.sleep(0.1)
    odoo.shard.change(
        {"kind": "instrument", "code": "HOF27", "product": "HO", "tick_num": 1, "tick_den": 10_000}
    )
    if how == "refresh":
        staff = linked.signer.staff()
        assert linked.request("POST", "/v1/reference/refresh", token=staff).status_code == 202
    until(lambda: "HOF27" in linked.app.shard.engine.instruments)
    answer = linked.request("POST", "/v1/orders", linked.order(symbol="HOF27", price=2.1234))
    assert answer.status_code == 201
    assert odoo.shard.calls.count(("reference", 0)) == 1
    until(lambda: state(linked)["reference_version"] == 2)


def test_bad_row_is_reported_and_the_others_pass(odoo, linked):
    odoo.shard.change(
        {"kind": "instrument", "code": "BAD", "product": "X", "tick_num": 0, "tick_den": 1}
    )
    odoo.shard.change({"kind": "firm", "code": "GOOD"})
    until(lambda: "GOOD" in linked.app.shard.engine.firms)
    until(lambda: bool(state(linked)["problems"]))
    assert "instrument BAD" in state(linked)["problems"][0]
    assert "BAD" not in linked.app.shard.engine.instruments
    calls = odoo.shard.count("reference")
    until(lambda: odoo.shard.calls[-3:] == [("apply_events", 0)] * 3)
    assert odoo.shard.count("reference") == calls


def test_trading_goes_on_while_odoo_is_away(odoo, linked):
    trade(linked, 10)
    until(lambda: arrived(odoo, linked))
    odoo.stop()
    trade(linked, 1_200)
    until(lambda: state(linked)["state"] == "retrying")
    found = state(linked)
    assert found["lag_events"] == 1_200
    assert found["lag_seconds"] > 0
    assert "no answer from" in found["reason"]
    assert linked.request("GET", "/ready", token="").status_code == 200
    odoo.start()
    until(lambda: arrived(odoo, linked))
    assert [event["seq"] for event in odoo.shard.events] == list(range(1, 1_211))
    until(lambda: state(linked)["state"] == "connected")


def test_answer_lost_after_commit_applies_nothing_twice(odoo, linked):
    for _ in range(5):
        odoo.shard.fault = odoo.drop
        trade(linked, 20)
        until(lambda: odoo.shard.fault is None)
    until(lambda: arrived(odoo, linked))
    assert [event["seq"] for event in odoo.shard.events] == list(range(1, 101))


def test_failure_in_odoo_is_tried_again(odoo, linked):
    odoo.shard.fault = lambda: 1 // 0
    trade(linked, 3)
    until(lambda: odoo.shard.count("handshake") == 2)
    until(lambda: arrived(odoo, linked))
    assert len(odoo.shard.events) == 3


def test_gap_leads_to_a_new_handshake(odoo, linked):
    trade(linked, 10)
    until(lambda: arrived(odoo, linked))
    # Odoo was restored from a backup: it wants everything from there on again (FAULTS 31).
    odoo.shard.last_seq = 4
    del odoo.shard.events[4:]
    until(lambda: arrived(odoo, linked))
    assert [event["seq"] for event in odoo.shard.events] == list(range(1, 11))


def test_numbers_beyond_xml_rpc_come_as_floats(odoo, linked):
    odoo.shard.big_numbers = True
    trade(linked, 3)
    until(lambda: arrived(odoo, linked))


def test_hanging_odoo_times_out_and_batches_shrink(tmp_path, odoo):
    with Running(tmp_path, odoo=configured(tmp_path, odoo, timeout=0.2)) as sidecar:
        until(lambda: sidecar.request("GET", "/ready", token="").status_code == 200)
        odoo.shard.open.clear()
        until(lambda: "timed out" in state(sidecar)["reason"])
        until(lambda: sidecar.app.link._limit < link.MAX_EVENTS)
        odoo.shard.open.set()
        trade(sidecar, 5)
        until(lambda: arrived(odoo, sidecar))


def test_nothing_trades_before_the_first_reference_data(tmp_path, odoo):
    odoo.stop()
    with Running(tmp_path, odoo=configured(tmp_path, odoo)) as sidecar:
        ready = sidecar.request("GET", "/ready", token="")
        assert (ready.status_code, ready.json()["reasons"]) == (
            503,
            ["no reference data from Odoo yet"],
        )
        assert sidecar.request("POST", "/v1/orders", sidecar.order()).status_code == 403
        odoo.start()
        until(lambda: sidecar.request("GET", "/ready", token="").status_code == 200)
        assert sidecar.request("POST", "/v1/orders", sidecar.order()).status_code == 201


def test_sidecar_restarts_and_trades_without_odoo(tmp_path, odoo):
    config = configured(tmp_path, odoo)
    with Running(tmp_path, odoo=config) as sidecar:
        until(lambda: sidecar.request("GET", "/ready", token="").status_code == 200)
        trade(sidecar, 3)
        until(lambda: arrived(odoo, sidecar))
    odoo.stop()
    with Running(tmp_path, odoo=config) as sidecar:
        assert sidecar.request("GET", "/ready", token="").status_code == 200
        trade(sidecar, 0)
        answer = sidecar.request("POST", "/v1/orders", sidecar.order(cl_ord_id="after"))
        assert answer.status_code == 201
        odoo.start()
        until(lambda: arrived(odoo, sidecar))
        assert [event["seq"] for event in odoo.shard.events] == [1, 2, 3, 4]


def test_odoo_ahead_of_the_journal_stops_trading(tmp_path, odoo):
    odoo.shard.last_seq = 50
    with Running(tmp_path, odoo=configured(tmp_path, odoo)) as sidecar:
        until(lambda: len(sidecar.app.shard.health.reasons) == 2)
        reasons = sidecar.request("GET", "/ready", token="").json()["reasons"]
        assert "Odoo has events up to 50, this journal ends at 0" in reasons[1]
        odoo.shard.last_seq = 0
        until(lambda: sidecar.request("GET", "/ready", token="").status_code == 200)


def test_journal_odoo_does_not_want_stops_trading(odoo, linked):
    odoo.shard.refusal = "Shard main began with another journal"
    odoo.shard.fault = lambda: 1 // 0
    until(lambda: not linked.app.shard.health.ready)
    (reason,) = linked.app.shard.health.reasons
    assert reason == "Odoo refuses this shard: Shard main began with another journal"
    odoo.shard.refusal = ""
    until(lambda: linked.app.shard.health.ready)


def test_other_protocol(tmp_path, odoo):
    odoo.shard.protocol = 2
    with Running(tmp_path, odoo=configured(tmp_path, odoo)) as sidecar:
        until(lambda: "protocol 2" in state(sidecar)["reason"])
        assert odoo.shard.count("apply_events") == 0


def test_key_is_read_again(tmp_path, odoo, linked):
    (tmp_path / "api_key").write_text("old-key")
    odoo.shard.fault = lambda: 1 // 0
    until(lambda: state(linked)["state"] == "retrying")
    until(lambda: "Odoo" in state(linked)["reason"] and "key" in state(linked)["reason"])
    (tmp_path / "api_key").unlink()
    until(lambda: "cannot be read" in state(linked)["reason"])
    assert linked.app.shard.health.ready
    (tmp_path / "api_key").write_text("new-key")
    odoo.server.key = "new-key"
    trade(linked, 1)
    until(lambda: arrived(odoo, linked))


def test_key_revoked_while_connected(odoo, linked):
    odoo.server.key = "other"
    until(lambda: state(linked)["state"] == "retrying")
    odoo.server.key = KEY
    until(lambda: state(linked)["state"] == "connected")


def test_proxy_without_odoo_behind_it(odoo, linked):
    odoo.server.garbage = True
    until(lambda: "Odoo answers HTTP 502" in state(linked)["reason"])
    odoo.server.garbage = False
    until(lambda: state(linked)["state"] == "connected")


@pytest.mark.parametrize("protocol", ["xmlrpc", "json2"])
def test_https_is_not_http(tmp_path, odoo, protocol):
    config = configured(tmp_path, odoo, protocol)
    config = msgspec.structs.replace(config, url=config.url.replace("http:", "https:"))
    with Running(tmp_path, odoo=config) as sidecar:
        until(lambda: "SSL" in state(sidecar)["reason"])


def test_reference_data_waits_for_the_journal(odoo, linked):
    shard = linked.app.shard
    config, shard.config = shard.config, shard.config._replace(max_waiting=0)
    odoo.shard.change({"kind": "firm", "code": "LATE"})
    until(lambda: "OVERLOADED" in state(linked)["reason"])
    shard.config = config
    until(lambda: "LATE" in shard.engine.firms)


def test_much_reference_data(odoo, linked):
    for number in range(1_200):
        odoo.shard.change({"kind": "firm", "code": f"F{number}"})
    until(lambda: len(linked.app.shard.engine.firms) == 1_203)
    until(lambda: state(linked)["reference_version"] == odoo.shard.version)


def test_wrong_answer(odoo, linked, monkeypatch):
    monkeypatch.setattr(odoo.shard, "apply_events", lambda **_: {"last_seq": "many"})
    until(lambda: "Odoo's answer to apply_events" in state(linked)["reason"])


def test_answer_that_forgets_events(odoo, linked, monkeypatch):
    standing = {"last_seq": 0, "reference_version": 1}
    monkeypatch.setattr(odoo.shard, "apply_events", lambda **_: standing)
    trade(linked, 2)
    until(lambda: state(linked)["reason"] == "Odoo stands at 0 after events up to 2")


def test_defect_does_not_silence_the_link(linked, odoo, monkeypatch):
    monkeypatch.setattr(link, "encode_batch", lambda events: 1 // 0)
    until(lambda: "ZeroDivisionError" in state(linked)["reason"])
    monkeypatch.undo()
    trade(linked, 2)
    until(lambda: arrived(odoo, linked))


def test_metrics_of_the_link(odoo, linked):
    lines = linked.request("GET", "/metrics", token="").text.splitlines()
    assert "sidecar_odoo_connected 1.0" in lines
    assert "sidecar_odoo_lag_events 0.0" in lines


def test_tick_of_the_seam_is_the_instrument_s(odoo, linked):
    trade(linked, 1)
    until(lambda: arrived(odoo, linked))
    assert odoo.shard.events[0]["price"] == 70.25 == CL.to_price(7025)
