"""REST beyond orders: instruments, books, the house's commands, health, figures, request names."""

from __future__ import annotations

import pytest

from matching_sidecar import __version__
from matching_sidecar.market_data.feed import Feed


def test_instruments(sidecar):
    found = sidecar.request("GET", "/v1/instruments").json()
    assert [row["symbol"] for row in found] == ["CLF27", "NGF27"]
    assert found[0] == {
        "symbol": "CLF27",
        "product": "CL",
        "status": "open",
        "active": True,
        "tick": 0.01,
        "tick_num": 1,
        "tick_den": 100,
        "lot": 1,
        "max_order_qty": 0,
        "multiplier": 1000.0,
        "currency": "USD",
        "band_pct": 0.0,
        "reference_price": None,
        "negative_price": False,
        "version": 1,
    }


def test_book(sidecar):
    for number, price in enumerate((70.25, 70.25, 70.24, 70.26)):
        side = "sell" if price > 70.25 else "buy"
        sidecar.request(
            "POST", "/v1/orders", sidecar.order(price=price, side=side, order_qty=number + 1)
        )
    book = sidecar.request("GET", "/v1/instruments/CLF27/book")
    assert book.json() == {
        "symbol": "CLF27",
        "seq": 4,
        "bids": [[70.25, 3, 2], [70.24, 3, 1]],
        "asks": [[70.26, 4, 1]],
    }
    top = sidecar.request("GET", "/v1/instruments/CLF27/book?depth=1").json()
    assert top["bids"] == [[70.25, 3, 2]]


def test_session_change(sidecar):
    staff = sidecar.signer.staff()
    sidecar.request("POST", "/v1/orders", sidecar.order())
    sidecar.request("POST", "/v1/orders", sidecar.order(time_in_force="gtc"))
    closed = sidecar.request("POST", "/v1/admin/session", {"symbol": "*", "action": "close"}, staff)
    assert (closed.status_code, closed.json()) == (200, {"orders_ended": 1})
    statuses = {row["status"] for row in sidecar.request("GET", "/v1/instruments").json()}
    assert statuses == {"closed"}
    opening = {"symbol": "CLF27", "action": "open"}
    assert sidecar.request("POST", "/v1/admin/session", opening, staff).status_code == 200
    assert sidecar.request("POST", "/v1/orders", sidecar.order()).status_code == 201


def test_only_orders_that_ended_are_counted(sidecar):
    """An uncrossing at the opening trades: its fills are no ends."""
    staff = sidecar.signer.staff()
    phases = ({"symbol": "CLF27", "action": action} for action in ("opening_auction", "open"))
    sidecar.request("POST", "/v1/admin/session", next(phases), staff)
    sidecar.request("POST", "/v1/orders", sidecar.order())
    sidecar.request("POST", "/v1/orders", sidecar.order(account="NORD-02", side="sell"))
    opened = sidecar.request("POST", "/v1/admin/session", next(phases), staff)
    assert opened.json() == {"orders_ended": 0}
    assert sidecar.request("GET", "/v1/orders").json() == []


@pytest.mark.parametrize(
    "scope",
    [{"scope": "all"}, {"scope": "firm", "code": "NORD"}, {"scope": "account", "code": "NORD-01"}],
)
def test_kill_switch(sidecar, scope):
    staff = sidecar.signer.staff()
    sidecar.request("POST", "/v1/orders", sidecar.order())
    killed = sidecar.request("POST", "/v1/admin/kill", scope | {"on": True}, staff)
    assert (killed.status_code, killed.json()) == (200, {"orders_ended": 1})
    refused = sidecar.request("POST", "/v1/orders", sidecar.order())
    assert (refused.status_code, refused.json()["code"]) == (422, "KILL_SWITCH")
    sidecar.request("POST", "/v1/admin/kill", scope | {"on": False}, staff)
    assert sidecar.request("POST", "/v1/orders", sidecar.order()).status_code == 201


def test_health(sidecar):
    assert sidecar.request("GET", "/live", token="").json() == {"live": True}
    assert sidecar.request("GET", "/ready", token="").json() == {"ready": True, "reasons": []}
    health = sidecar.request("GET", "/health", token="").json()
    assert health["version"] == __version__
    assert (health["shard"], health["durability"], health["instruments"]) == ("main", "process", 2)
    assert (health["journal_seq"], health["last_seq"]) == (1, 0)
    assert health["odoo"] == {"state": "disabled"}


def test_not_ready(sidecar):
    sidecar.run(sidecar.app.shard.health.block, "test", "a reason")
    ready = sidecar.request("GET", "/ready", token="")
    assert (ready.status_code, ready.json()) == (503, {"ready": False, "reasons": ["a reason"]})
    assert sidecar.request("GET", "/health", token="").status_code == 503
    assert sidecar.request("GET", "/live", token="").status_code == 200
    refused = sidecar.request("POST", "/v1/orders", sidecar.order())
    assert (refused.status_code, refused.json()["code"]) == (503, "NOT_READY")
    assert refused.headers["retry-after"] == "1"
    with sidecar.login() as socket:
        answer = socket.ask(op="new", **sidecar.order(cl_ord_id="x"))
        assert (answer["code"], answer["cl_ord_id"], answer["text"]) == (
            "NOT_READY",
            "x",
            "a reason",
        )
    assert sidecar.stored == (1, 0)


def test_overload_is_429(sidecar):
    config = sidecar.app.shard.config
    sidecar.app.shard.config = config._replace(max_waiting=0)
    refused = sidecar.request("POST", "/v1/orders", sidecar.order())
    assert (refused.status_code, refused.json()["code"]) == (429, "OVERLOADED")
    assert refused.headers["retry-after"] == "1"


def test_metrics(sidecar):
    sidecar.request("POST", "/v1/orders", sidecar.order())
    sidecar.request("POST", "/v1/orders", sidecar.order(symbol="NONE"))
    sidecar.request(
        "POST", "/v1/orders/cancel", {"cl_ord_id": "c", "orig_cl_ord_id": "o", "account": "NORD-01"}
    )
    with sidecar.login():
        text = sidecar.request("GET", "/metrics", token="").text
    for line in (
        'sidecar_execution_reports_total{exec_type="new"} 1.0',
        'sidecar_codes_total{code="UNKNOWN_ORDER"} 1.0',
        'sidecar_refusals_total{code="UNKNOWN_SYMBOL"} 1.0',
        'sidecar_ack_seconds_bucket{le="+Inf"} 2.0',
        "sidecar_ready 1.0",
        "sidecar_sessions 1.0",
        "sidecar_last_seq 2.0",
    ):
        assert line in text.splitlines(), text


@pytest.mark.parametrize("given", ["abc-1", "x" * 64])
def test_request_id_is_the_caller_s(shared, given):
    answer = shared.request("GET", "/live", token="", headers={"X-Request-Id": given})
    assert answer.headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\tb"])
def test_request_id_is_made_when_there_is_no_good_one(shared, given):
    answer = shared.request("GET", "/nowhere", token="", headers={"X-Request-Id": given})
    assert answer.status_code == 404
    assert len(answer.headers["x-request-id"]) == 32


def test_other_paths_and_verbs(shared):
    missing = shared.request("GET", "/v1/other")
    assert (missing.status_code, missing.json()["code"]) == (404, "NOT_FOUND")
    wrong = shared.request("DELETE", "/v1/orders/cancel")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert "POST" in wrong.headers["allow"]


def test_defect_is_500_without_its_inside(shared, monkeypatch):
    monkeypatch.setattr(Feed, "levels", lambda feed, depth: 1 // 0)
    answer = shared.request("GET", "/v1/instruments/CLF27/book", headers={"X-Request-Id": "broken"})
    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL")
    assert "division" not in answer.text
    assert answer.headers["x-request-id"] == "broken"


def test_refresh_without_odoo(shared):
    answer = shared.request("POST", "/v1/reference/refresh", token=shared.signer.staff())
    assert (answer.status_code, answer.json()) == (202, {"reference_version": 1})
