"""A relay between real clients and real sidecars."""

from __future__ import annotations

import pytest
from websockets.exceptions import ConnectionClosed

from matching_sidecar.gateway import close_codes


def order(cl_ord_id: str, **changed):
    return {
        "cl_ord_id": cl_ord_id,
        "account": "NORD-01",
        "symbol": "CLF27",
        "side": "buy",
        "order_qty": 5,
        "price": 70.25,
        "time_in_force": "gtc",
    } | changed


def test_client_keeps_its_session_while_the_leader_changes(pair, relay):
    with relay.login(pair.signer.token()) as client:
        client.send({"op": "subscribe", "channel": "orders"})
        client.send({"op": "subscribe", "channel": "book", "symbols": ["CLF27"]})
        assert client.expect("book")["bids"] == []
        first = client.ask(op="new", **order("a"))
        assert (first["type"], first["exec_type"]) == ("execution", "new")
        assert client.expect("book_delta")["bids"] == [[70.25, 5, 1]]
        pair.leave()
        client.send({"op": "new", **order("b")})
        found = [client.receive(60) for _ in range(3)]
        kinds = [message["type"] for message in found]
        assert kinds.count("book") == 1, "the new leader begins with the whole book"
        new = next(message for message in found if message["type"] == "execution")
        assert (new["cl_ord_id"], new["seq"]) == ("b", 2)
        # The id is known to the new leader: the answer is the first one.
        assert client.ask(op="new", **order("a"))["seq"] == first["seq"]


def test_rest_goes_to_the_leader(pair, relay):
    headers = {"Authorization": f"Bearer {pair.signer.token()}"}
    answer = relay.http.post("/v1/orders", json=order("r"), headers=headers)
    assert (answer.status_code, answer.json()["exec_type"]) == (201, "new")
    pair.leave()
    again = relay.http.post("/v1/orders", json=order("r"), headers=headers)
    assert (again.status_code, again.json()) == (200, answer.json())
    book = relay.http.get("/v1/instruments/CLF27/book?depth=3", headers=headers)
    assert book.json()["bids"] == [[70.25, 5, 1]]
    assert relay.http.get("/v1/orders").status_code == 401
    assert relay.http.get("/v1/orders").headers["www-authenticate"] == "Bearer"
    named = relay.http.get("/v1/instruments", headers=headers | {"X-Request-Id": "mine"})
    assert named.headers["x-request-id"] == "mine"


def test_relay_says_how_it_is(pair, relay):
    health = relay.http.get("/health").json()
    assert (health["ready"], health["epoch"]) == (True, 1)
    assert health["leader"] in ("a", "b")
    assert relay.http.get("/live").json() == {"live": True}
    with relay.login(pair.signer.token()):
        assert "relay_sessions 1.0" in relay.http.get("/metrics").text


def test_standby_shows_the_book_and_takes_no_orders(pair):
    headers = {"Authorization": f"Bearer {pair.signer.token()}"}
    pair.leader.http.post("/v1/orders", json=order("s"), headers=headers)
    standby = pair.standby
    path = "/v1/instruments/CLF27/book"
    while standby.http.get(path, headers=headers).json().get("bids") != [[70.25, 5, 1]]:
        pass  # it follows a moment later
    refused = standby.http.post("/v1/orders", json=order("t"), headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (503, "NOT_LEADER")
    assert standby.http.get("/ready").status_code == 503
    health = standby.http.get("/health").json()
    assert (health["leads"], health["epoch"]) == (False, 1)


def test_session_ends_as_the_leader_ends_it(relay):
    with relay.connect() as stranger:
        stranger.send({"op": "login", "token": "no token"})
        assert stranger.receive()["code"] == "UNAUTHENTICATED"
        with pytest.raises(ConnectionClosed) as closed:
            stranger.receive()
        assert closed.value.rcvd.code == close_codes.UNAUTHENTICATED


@pytest.mark.parametrize(
    ("message", "code"),
    [(b"\x81", close_codes.UNSUPPORTED_DATA), ("x" * 70_000, close_codes.MESSAGE_TOO_BIG)],
)
def test_frames_that_are_none_end_the_session(relay, message, code):
    with relay.connect() as client:
        client.send(message)
        with pytest.raises(ConnectionClosed) as closed:
            client.receive()
        assert (closed.value.rcvd or closed.value.sent).code == code


def test_message_in_several_frames(pair, relay):
    with relay.connect() as client:
        token = pair.signer.token()
        client.connection.send(iter(['{"op": "login", ', f'"token": "{token}"}}']))
        client.expect("login_ok")


def test_without_a_leader_orders_are_refused_in_time(impatient):
    with impatient.connect() as client:
        client.send({"op": "login", "token": "x"})
        refused = client.ask(op="new", **order("z"))
        assert (refused["code"], refused["cl_ord_id"]) == ("JOURNAL_UNAVAILABLE", "z")
    answer = impatient.http.post("/v1/orders", json=order("z"))
    assert (answer.status_code, answer.json()["code"]) == (503, "NOT_LEADER")
    assert impatient.http.get("/ready").status_code == 503


def test_stopping_relay_says_goodbye(impatient):
    with impatient.connect() as client:
        impatient.stop()
        with pytest.raises(ConnectionClosed) as closed:
            client.receive()
        assert closed.value.rcvd.code == close_codes.GOING_AWAY
