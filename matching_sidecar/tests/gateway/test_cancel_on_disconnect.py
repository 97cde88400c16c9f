"""Orders of a login that is lost are cancelled after its grace, when it asked for that (FAULTS 47)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from websockets.exceptions import ConnectionClosed

from matching_sidecar.tests.running import Running, Signer, Socket

ANN = "ann@nord.example"


def open_ids(sidecar: Running) -> set[str]:
    found = sidecar.request("GET", "/v1/orders", token=sidecar.signer.staff()).json()
    return {order["cl_ord_id"] for order in found}


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def login(sidecar: Running, grace: float | None, **claims: object) -> Socket:
    socket = sidecar.connect()
    more = {} if grace is None else {"cancel_on_disconnect": grace}
    answer = socket.ask(op="login", token=sidecar.signer.token(**claims), **more)
    assert answer["type"] == "login_ok", answer
    return socket


@pytest.fixture
def watcher(sidecar) -> Iterator[Socket]:
    with sidecar.login(sidecar.signer.staff()) as socket:
        socket.send({"op": "subscribe", "channel": "orders"})
        socket.sync()
        yield socket


def test_orders_end_with_the_session(sidecar, watcher):
    with login(sidecar, 0) as socket:
        socket.ask(op="new", **sidecar.order(cl_ord_id="mine"))
        sidecar.request("POST", "/v1/orders", sidecar.order(cl_ord_id="by-rest"))
        bob = sidecar.signer.token(sub="bob@nord.example")
        sidecar.request("POST", "/v1/orders", sidecar.order(cl_ord_id="bobs"), bob)
        assert open_ids(sidecar) == {"mine", "by-rest", "bobs"}
    until(lambda: open_ids(sidecar) == {"bobs"})
    ends = [event for event in watcher.sync() if event["exec_type"] == "canceled"]
    assert {(event["cl_ord_id"], event["code"]) for event in ends} == {
        ("mine", "CANCEL_ON_DISCONNECT"),
        ("by-rest", "CANCEL_ON_DISCONNECT"),
    }


def test_orders_stay_when_it_was_not_asked_for(sidecar):
    with login(sidecar, None) as socket:
        socket.ask(op="new", **sidecar.order(cl_ord_id="mine"))
    until(lambda: not sidecar.app.hub.sessions)
    time.sleep(0.2)
    assert open_ids(sidecar) == {"mine"}


def test_who_comes_back_in_time_keeps_its_orders(sidecar):
    with login(sidecar, 3) as socket:
        socket.ask(op="new", **sidecar.order(cl_ord_id="mine"))
    until(lambda: sidecar.run(lambda: ANN in sidecar.app.shard.engine.lost))
    with login(sidecar, 3):
        time.sleep(3.5)
        assert open_ids(sidecar) == {"mine"}
    until(lambda: not open_ids(sidecar))


def test_a_session_that_does_not_ask_saves_nothing(sidecar):
    with login(sidecar, None), login(sidecar, 0.1) as socket:
        socket.ask(op="new", **sidecar.order(cl_ord_id="mine"))
        socket.connection.close()
        until(lambda: not open_ids(sidecar))


def test_the_last_session_counts(sidecar):
    with login(sidecar, 0) as second:
        with login(sidecar, 0) as first:
            first.ask(op="new", **sidecar.order(cl_ord_id="mine"))
        until(lambda: sidecar.run(lambda: len(sidecar.app.hub.sessions)) == 1)
        assert second.ask(op="ping", id=1)["type"] == "pong"
        assert open_ids(sidecar) == {"mine"}
    until(lambda: not open_ids(sidecar))


def test_renewing_the_login_is_not_another_session(sidecar):
    with login(sidecar, 0) as socket:
        token = sidecar.signer.token()
        for more in ({"cancel_on_disconnect": 0.05}, {}):
            assert socket.ask(op="login", token=token, **more)["type"] == "login_ok"
        socket.ask(op="new", **sidecar.order(cl_ord_id="mine"))
    until(lambda: not open_ids(sidecar))


def test_revoked_and_slow_sessions_are_lost_too(sidecar):
    with login(sidecar, 0) as socket:
        socket.ask(op="new", **sidecar.order(cl_ord_id="mine"))
        body = {"scope": "sub", "code": ANN}
        sidecar.request("POST", "/v1/admin/revoke", body, sidecar.signer.staff())
        with pytest.raises(ConnectionClosed):
            socket.receive()
        until(lambda: not open_ids(sidecar))


def test_it_is_for_those_who_trade(sidecar):
    with sidecar.connect() as socket:
        token = sidecar.signer.token(permissions=["view"])
        answer = socket.ask(op="login", token=token, cancel_on_disconnect=1)
        assert (answer["code"], answer["field"]) == ("NOT_PERMITTED", "cancel_on_disconnect")
        with pytest.raises(ConnectionClosed):
            socket.receive()
    assert not sidecar.run(lambda: sidecar.app.shard.engine.armed)


@pytest.mark.parametrize("grace", [-1, "5", True, 3601])
def test_grace_is_checked(sidecar, grace):
    with sidecar.connect() as socket:
        answer = socket.ask(op="login", token=sidecar.signer.token(), cancel_on_disconnect=grace)
        assert (answer["code"], answer["field"]) == ("FIELD_INVALID", "cancel_on_disconnect")


@pytest.mark.parametrize("back", [True, False])
def test_a_restart_is_a_loss(tmp_path, back):
    signer = Signer()
    with Running(tmp_path, signer=signer) as sidecar:
        socket = login(sidecar, 3)
        socket.ask(op="new", **sidecar.order(cl_ord_id="mine"))
    with socket, pytest.raises(ConnectionClosed):
        socket.receive()
    with Running(tmp_path, signer=signer) as sidecar:
        assert open_ids(sidecar) == {"mine"}
        if back:
            with login(sidecar, 3):
                time.sleep(3.5)
                assert open_ids(sidecar) == {"mine"}
        else:
            until(lambda: not open_ids(sidecar))
