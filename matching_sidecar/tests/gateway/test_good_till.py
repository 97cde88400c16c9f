"""What is due happens by itself."""

from __future__ import annotations

import time

from matching_sidecar.tests.running import Running, Signer


def good_till(sidecar: Running, seconds: float, **changed) -> dict:
    expire_time = time.time_ns() + int(seconds * 1e9)
    return sidecar.order(time_in_force="gtd", expire_time=expire_time, **changed)


def until_closed(sidecar: Running) -> None:
    deadline = time.monotonic() + 60
    while sidecar.request("GET", "/v1/orders").json():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_orders_expire_though_nothing_else_comes(sidecar, trader):
    trader.send({"op": "subscribe", "channel": "orders"})
    for seconds in (0.6, 0.3):
        order = good_till(sidecar, seconds, cl_ord_id=f"in {seconds}")
        assert trader.ask(op="new", **order)["exec_type"] == "new"
    ends = [trader.receive(), trader.receive()]
    assert [(end["cl_ord_id"], end["exec_type"], end["code"]) for end in ends] == [
        ("in 0.3", "expired", "GTD_EXPIRED"),
        ("in 0.6", "expired", "GTD_EXPIRED"),
    ]
    assert all(end["ts"] <= time.time_ns() for end in ends)


def test_what_fell_due_while_the_sidecar_was_down(tmp_path):
    signer = Signer()
    with Running(tmp_path, signer=signer) as sidecar:
        assert sidecar.request("POST", "/v1/orders", good_till(sidecar, 0.3)).status_code == 201
    time.sleep(0.4)
    with Running(tmp_path, signer=signer) as sidecar:
        until_closed(sidecar)
