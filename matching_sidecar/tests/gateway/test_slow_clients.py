"""A client that does not read: bounded, conflated, finally closed; the others do not notice (FAULTS 40)."""

from __future__ import annotations

import time
from collections import deque

import pytest
from websockets.exceptions import ConnectionClosed

from matching_sidecar.gateway import ws_line
from matching_sidecar.market_data.stream import Stream


class Slow:
    """A subscriber that is slow when told so."""

    def __init__(self) -> None:
        self.slow = self.binary = False
        self.messages: list[bytes] = []
        self.left_out: list[Stream] = []

    def post(self, message: bytes) -> None:
        self.messages.append(message)

    def lag(self, stream: Stream) -> None:
        self.left_out.append(stream)


def flood(sidecar, socket, rounds: int) -> None:
    """Two orders and two cancels at a time: each changes the book, and leaves it as it was."""
    for number in range(rounds):
        a, b = f"a{number}", f"b{number}"
        socket.send(
            [
                {"op": "new", **sidecar.order(cl_ord_id=a, price=60 + number % 500 / 100)},
                {"op": "new", **sidecar.order(cl_ord_id=b, side="sell", price=90)},
                {"op": "cancel", "cl_ord_id": a + "c", "orig_cl_ord_id": a, "account": "NORD-01"},
                {"op": "cancel", "cl_ord_id": b + "c", "orig_cl_ord_id": b, "account": "NORD-01"},
            ]
        )
        socket.sync()


def test_slow_subscribers_get_the_latest_later(sidecar, trader):
    trader.ask(op="new", **sidecar.order(cl_ord_id="a"))
    market, slow = sidecar.app.hub.market, Slow()
    feed = sidecar.run(market.feed, "CLF27")
    for channel in ("book", "quotes", "trades"):
        sidecar.run(market.subscribe, slow, feed, channel)
    assert len(slow.messages) == 2
    slow.slow = True
    trader.ask(op="new", **sidecar.order(account="NORD-02", side="sell", order_qty=1))
    assert b'"type":"trade"' in slow.messages[2]
    book, quotes = slow.left_out
    assert b'"bids":[[70.25,4,1]]' in sidecar.run(book.latest, False)
    assert b'"bid_qty":4' in sidecar.run(quotes.latest, False)
    assert sidecar.run(feed.open("trades").latest, False) is None


def test_client_that_does_not_read_is_conflated_then_current(sidecar, trader, monkeypatch):
    monkeypatch.setattr(ws_line, "SLOW_BYTES", 16_384)
    with sidecar.login(max_queue=1) as sleeper:
        sleeper.send({"op": "subscribe", "channel": "book", "symbols": ["CLF27"]})
        (session,) = (s for s in sidecar.app.hub.sessions if sidecar.run(is_follower, s))
        # The transport's buffer fills as if the network were slow.
        sidecar.run(session._line.pause_writing)
        flood(sidecar, trader, 50)
        trader.ask(op="new", **sidecar.order(cl_ord_id="last", price=61.5))
        assert not sidecar.run(lambda: session._outbox)
        sidecar.run(session._line.resume_writing)
        snapshot, current = sleeper.expect("book"), sleeper.expect("book")
        assert (snapshot["bids"], current["bids"]) == ([], [[61.5, 5, 1]])
        trader.ask(op="new", **sidecar.order(cl_ord_id="more", price=61.25))
        delta = sleeper.expect("book_delta")
        assert delta["prev_seq"] == current["seq"]
        assert delta["bids"] == [[61.25, 5, 1]]


def is_follower(session) -> bool:
    return session in session._hub.market.feed("CLF27").open("book").subscribers


def test_client_that_never_reads_is_closed(sidecar, trader, monkeypatch):
    monkeypatch.setattr(ws_line, "SLOW_BYTES", 16_384)
    monkeypatch.setattr(ws_line, "MAX_WAITING_BYTES", 65_536)
    monkeypatch.setattr(ws_line, "GOODBYE_SECONDS", 0.1)
    with sidecar.login(sidecar.signer.staff(), max_queue=1) as sleeper:
        sleeper.send({"op": "subscribe", "channel": "orders"})
        (session,) = (s for s in sidecar.app.hub.sessions if s.sub == "desk@house.example")
        deadline, number = time.monotonic() + 60, 0
        while session in sidecar.app.hub.sessions and time.monotonic() < deadline:
            orders = (sidecar.order(cl_ord_id=f"f{number}-{i}", price=60) for i in range(300))
            trader.send([{"op": "new", **order} for order in orders])
            assert len(trader.sync()) == 300
            number += 1
        assert session not in sidecar.app.hub.sessions
        with pytest.raises(ConnectionClosed):
            deque(iter(sleeper.receive, None), maxlen=0)
    assert trader.ask(op="ping", id=1)["type"] == "pong"
