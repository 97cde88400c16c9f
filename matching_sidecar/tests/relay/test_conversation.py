"""What a client is owed when the leader changes: everything once, in its own words."""

import json

import pytest

from matching_sidecar.relay import conversation as module
from matching_sidecar.relay.conversation import Conversation
from matching_sidecar.wire.messages import MAX_FRAME

LOGIN = {"op": "login", "token": "t"}


def order(cl_ord_id, account="NORD-01"):
    return {
        "op": "new",
        "cl_ord_id": cl_ord_id,
        "account": account,
        "symbol": "CLF27",
        "side": "buy",
        "order_qty": 5,
        "price": 70.25,
    }


def execution(cl_ord_id, seq, account="NORD-01"):
    return {"type": "execution", "seq": seq, "cl_ord_id": cl_ord_id, "account": account}


def error(code, cl_ord_id=""):
    return {"type": "error", "code": code, "text": "…", "field": None, "cl_ord_id": cl_ord_id}


LOGIN_OK = {"type": "login_ok", "sub": "x", "accounts": [], "permissions": [], "exp": 1, "seq": 7}


class Client:
    """Drives a conversation as a session does."""

    def __init__(self):
        self.talk = Conversation()

    def say(self, *messages, now=0.0):
        """What went to the leader and what came back at once."""
        on, back = self.talk.say(json.dumps(messages).encode(), now)
        return decoded(on), decoded(back)

    def hear(self, *messages):
        """What the client sees."""
        return decoded(self.talk.hear(json.dumps(messages).encode()))

    def connect(self):
        """A new leader: what it is told first, its mark."""
        told = [message for frame in self.talk.resume() for message in json.loads(frame)]
        return told[:-1], told[-1]["id"] if told else ""

    def catch_up(self):
        assert self.talk.heard_all
        return [message for frame in self.talk.catch_up() for message in json.loads(frame)]


def decoded(payload):
    return None if payload is None else json.loads(payload)


@pytest.fixture
def client():
    """Logged in at a first leader."""
    found = Client()
    assert found.connect() == ([], "")
    assert found.say(LOGIN) == ([LOGIN], None)
    assert found.hear(LOGIN_OK) == [LOGIN_OK]
    return found


def moved(client):
    """The leader changes; what the next one is asked once it has answered the mark."""
    client.talk.pause()
    first, mark = client.connect()
    assert not client.talk.up
    assert client.hear(LOGIN_OK, {"type": "pong", "id": mark}) is None
    return first, client.catch_up()


def test_frames_go_on_as_they_are(client):
    assert client.say(order("a")) == ([order("a")], None)
    assert client.hear(execution("a", 8)) == [execution("a", 8)]
    assert client.talk.owed == 0


def test_unanswered_commands_are_said_again(client):
    cancel = {"op": "cancel", "cl_ord_id": "c", "orig_cl_ord_id": "a", "account": "NORD-01"}
    client.say(order("a"), order("b"), cancel)
    client.hear(execution("a", 8))
    assert moved(client) == ([LOGIN], [order("b"), cancel])
    assert client.hear(execution("b", 9), execution("c", 10))
    assert moved(client) == ([LOGIN], [])


def test_what_is_said_again_fits_into_frames(client):
    client.talk.pause()
    for number in range(1_500):
        client.say(order(f"{number:036}", "A" * 36))
    _first, mark = client.connect()
    client.hear(LOGIN_OK, {"type": "pong", "id": mark})
    frames = client.talk.catch_up()
    assert max(map(len, frames)) <= MAX_FRAME
    said = [message["cl_ord_id"] for frame in frames for message in json.loads(frame)]
    assert said == [f"{number:036}" for number in range(1_500)]


def test_answers_of_another_account_do_not_count(client):
    client.say(order("a"), order("a", "NORD-02"))
    client.hear(execution("a", 8, "NORD-02"))
    assert moved(client)[1] == [order("a")]


def test_what_is_said_without_a_leader_waits(client):
    client.talk.pause()
    assert client.say(order("a")) == (None, None)
    assert client.say({"op": "ping", "id": 1}) == (None, None)
    _first, mark = client.connect()
    assert client.say({"op": "subscribe", "channel": "quotes", "symbols": ["CLF27"]}) == (
        None,
        None,
    )
    client.hear(LOGIN_OK, {"type": "pong", "id": mark})
    said = client.catch_up()
    assert [message["op"] for message in said] == ["subscribe", "new", "ping"]


def test_login_without_a_leader_is_answered(client):
    fresh = Client()
    assert fresh.say(LOGIN) == (None, None)
    first, mark = fresh.connect()
    assert first == [LOGIN]
    assert fresh.hear(LOGIN_OK, {"type": "pong", "id": mark}) == [LOGIN_OK]


def test_subscriptions_are_taken_along(client):
    books = {"op": "subscribe", "channel": "book", "symbols": ["CLF27", "NGF27"]}
    client.say(books, {"op": "subscribe", "channel": "trades", "symbols": ["CLF27"]})
    client.say({"op": "unsubscribe", "channel": "trades", "symbols": ["CLF27"]})
    assert moved(client)[0] == [LOGIN, books]


def test_order_stream_goes_on_where_it_ended(client):
    client.say({"op": "subscribe", "channel": "orders"}, order("a"))
    assert moved(client)[0][1:] == [{"op": "subscribe", "channel": "orders", "since": 7}]
    client.hear(execution("other", 12))
    client.talk.pause()
    first, mark = client.connect()
    assert first[1:] == [{"op": "subscribe", "channel": "orders", "since": 12}]
    # The stream itself brings the answer that was missed: the order is not said again.
    assert client.hear(LOGIN_OK, execution("a", 13)) == [execution("a", 13)]
    client.hear({"type": "pong", "id": mark})
    assert client.catch_up() == []


def test_refusals_of_a_node_that_leads_no_more_are_not_passed_on(client):
    client.say(order("a"), order("b"))
    assert client.hear(error("NOT_LEADER", "a"), error("THROTTLED", "b")) == [
        error("THROTTLED", "b")
    ]
    assert client.talk.refused
    assert moved(client)[1] == [order("a")]
    assert not client.talk.refused


def test_frame_the_leader_refuses_is_not_remembered(client):
    wrong = b'[{"op": "new", "cl_ord_id": "a"}]'
    assert client.talk.say(wrong, 0.0) == (wrong, None)
    assert client.talk.owed == 0
    client.talk.pause()
    on, back = client.talk.say(wrong, 0.0)
    assert (on, json.loads(back)[0]["code"]) == (None, "FIELD_INVALID")


def test_patience_has_an_end(client):
    client.say(order("sent"), now=1.0)
    client.talk.pause()
    client.say(order("held"), now=2.0)
    client.say(order("later"), now=3.0)
    refused = json.loads(client.talk.give_up(2.0))
    assert [(one["cl_ord_id"], one["code"]) for one in refused] == [
        ("sent", "NOT_LEADER"),
        ("held", "JOURNAL_UNAVAILABLE"),
    ]
    assert client.talk.give_up(2.0) is None
    assert moved(client)[1] == [order("later")]


def test_too_many_unanswered_commands_are_refused(client, monkeypatch):
    monkeypatch.setattr(module, "MAX_OWED", 2)
    client.say(order("a"), order("b"))
    on, back = client.say(order("c"), {"op": "ping", "id": 1})
    assert on == [{"op": "ping", "id": 1}]
    assert [(one["cl_ord_id"], one["code"]) for one in back] == [("c", "OVERLOADED")]


def test_pings_are_answered_once(client):
    client.say({"op": "ping", "id": "p"})
    assert moved(client)[1] == [{"op": "ping", "id": "p"}]
    assert client.hear({"type": "pong", "id": "p"}) == [{"type": "pong", "id": "p"}]
    assert moved(client)[1] == []


def test_what_is_not_understood_is_passed_on(client):
    client.say(order("a"))
    assert client.talk.hear(b"?") == b"?"


def subscribe(channel, *symbols, **options):
    named = {"symbols": list(symbols)} if symbols else {}
    return {"op": "subscribe", "channel": channel, **named, **options}


def test_the_next_leader_hears_the_options_of_subscriptions(client):
    client.say(
        subscribe("book", "CLF27", depth=5, conflate_ms=100),
        subscribe("book", "NGF27"),
        subscribe("bars", "CLF27"),
        subscribe("bars", "CLF27", interval="1h"),
        subscribe("bars", "NGF27", interval="1h"),
        subscribe("drop_copy", since=3),
        {"op": "unsubscribe", "channel": "bars", "symbols": ["NGF27"]},
    )
    client.hear(execution("a", 9))
    client.talk.pause()
    (_login, *again), _mark = client.connect()
    assert again == [
        subscribe("book", "CLF27", depth=5, conflate_ms=100),
        subscribe("book", "NGF27"),
        subscribe("bars", "CLF27"),
        subscribe("bars", "CLF27", interval="1h"),
        subscribe("drop_copy", since=9),
    ]


def test_a_mass_cancel_without_a_leader_is_refused(client):
    client.talk.pause()
    on, back = client.say({"op": "mass_cancel", "cl_ord_id": "m"})
    assert on is None
    assert [(m["type"], m["code"], m["cl_ord_id"]) for m in back] == [
        ("error", "JOURNAL_UNAVAILABLE", "m")
    ]


def test_a_group_is_owed_like_an_order(client):
    legs = [{"cl_ord_id": i, "symbol": "X", "side": "buy", "order_qty": 1} for i in ("a", "b")]
    group = {"op": "group", "list_id": "L", "account": "N", "contingency": "oco", "orders": legs}
    client.say(group)
    assert client.talk.owed == 1
    client.hear(execution("a", 9, "N"))
    assert client.talk.owed == 0
