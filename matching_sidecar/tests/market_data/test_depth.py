"""Books of a few levels, order by order, gathered, resumed."""

from __future__ import annotations

import random

import pytest

from matching_sidecar.tests.market_data.copies import Copy, subscribe


def trade_at_random(sidecar, trader, seed: int, rounds: int) -> None:
    """Orders, cancels and icebergs around 70."""
    chance, ids = random.Random(seed), []
    for number in range(rounds):
        if ids and chance.random() < 0.35:
            orig = ids.pop(chance.randrange(len(ids)))
            message = {"op": "cancel", "orig_cl_ord_id": orig, "account": "NORD-01"}
        else:
            message = {"op": "new"} | sidecar.order(
                side=chance.choice(("buy", "sell")),
                price=round(70 + chance.randrange(-15, 16) / 100, 2),
                order_qty=chance.randrange(4, 20),
            )
            if chance.random() < 0.3:
                message["display_qty"] = chance.randrange(1, 4)
        message["cl_ord_id"] = sidecar.next_id()
        if message["op"] == "new":
            ids.append(message["cl_ord_id"])
        trader.send(message)
        if number % 4 == 0:
            trader.sync()
    trader.sync()


@pytest.mark.parametrize("depth", [1, 5, 10])
def test_the_best_levels_stay_right(sidecar, trader, depth):
    copy = Copy(depth)
    with sidecar.login() as watcher:
        for message in subscribe(watcher, "book", "CLF27", depth=depth):
            copy.take(message)
        trade_at_random(sidecar, trader, depth, 300)
        for message in watcher.sync():
            copy.take(message)
            assert message["depth"] == depth
            assert all(len(levels) <= depth for levels in copy.view().values())
    book = sidecar.request("GET", f"/v1/instruments/CLF27/book?depth={depth}").json()
    assert copy.view() == {name: book[name] for name in ("bids", "asks")}


def test_changes_below_the_best_levels_are_not_sent(sidecar, trader):
    for price in (70.0, 69.9, 69.8):
        trader.ask(op="new", **sidecar.order(price=price))
    with sidecar.login() as watcher:
        (snapshot,) = subscribe(watcher, "book", "CLF27", depth=1)
        assert snapshot["bids"] == [[70.0, 5, 1]]
        trader.ask(op="new", **sidecar.order(price=69.8))
        assert watcher.sync() == []
        trader.ask(op="new", **sidecar.order(cl_ord_id="best", price=70.1))
        (delta,) = watcher.sync()
        assert delta["bids"] == [[70.0, 0, 0], [70.1, 5, 1]]
        assert delta["prev_seq"] == snapshot["seq"]
        cancel = {"orig_cl_ord_id": "best", "cl_ord_id": "c", "account": "NORD-01"}
        trader.ask(op="cancel", **cancel)
        (delta,) = watcher.sync()
        assert delta["bids"] == [[70.1, 0, 0], [70.0, 5, 1]]


class Orders:
    """A client's copy of a book order by order."""

    def __init__(self) -> None:
        self.orders: dict[int, list] = {}
        self.seq = -1

    def take(self, message: dict) -> None:
        if message["type"] == "l3":
            self.orders.clear()
        else:
            assert message["prev_seq"] == self.seq, "a gap"
        self.seq = message["seq"]
        for number in message.get("gone", ()):
            del self.orders[number]
        for order in message["orders"]:
            self.orders[order[0]] = order

    def levels(self, side: str) -> list[list]:
        found: dict[float, list] = {}
        for _number, of, price, qty, _priority in self.orders.values():
            if of == side:
                level = found.setdefault(price, [price, 0, 0])
                level[1] += qty
                level[2] += 1
        return sorted(found.values(), reverse=side == "buy")


def test_order_by_order_adds_up_to_the_levels(sidecar, trader):
    copy = Orders()
    trade_at_random(sidecar, trader, 3, 40)
    with sidecar.login() as watcher:
        for message in subscribe(watcher, "l3", "CLF27"):
            copy.take(message)
        trade_at_random(sidecar, trader, 4, 300)
        for message in watcher.sync():
            copy.take(message)
        (again,) = subscribe(watcher, "l3", "CLF27")
    book = sidecar.request("GET", "/v1/instruments/CLF27/book?depth=1000").json()
    assert (copy.levels("buy"), copy.levels("sell")) == (book["bids"], book["asks"])
    assert again["orders"] == sorted(
        copy.orders.values(), key=lambda o: (o[1], -o[2] if o[1] == "buy" else o[2], o[4])
    )


def test_order_by_order_names_nobody(sidecar, trader):
    trader.ask(op="new", **sidecar.order())
    (snapshot,) = subscribe(trader, "l3", "CLF27")
    assert snapshot["orders"] == [[1, "buy", 70.25, 5, 1]]
    assert "NORD" not in str(snapshot)


@pytest.mark.parametrize("channel", ["book", "l3"])
def test_who_comes_back_gets_what_was_missed(sidecar, trader, channel):
    copy = Copy() if channel == "book" else Orders()
    with sidecar.login() as other:
        subscribe(other, channel, "CLF27")
        with sidecar.login() as watcher:
            for message in subscribe(watcher, channel, "CLF27"):
                copy.take(message)
            trade_at_random(sidecar, trader, 1, 20)
            for message in watcher.sync():
                copy.take(message)
        trade_at_random(sidecar, trader, 2, 60)
        with sidecar.login() as watcher:
            missed = subscribe(watcher, channel, "CLF27", since=copy.seq)
            assert {message["type"] for message in missed} == {f"{channel}_delta"}
            for message in missed:
                copy.take(message)
            (snapshot,) = subscribe(watcher, channel, "CLF27")
            assert snapshot["seq"] == copy.seq
            assert subscribe(watcher, channel, "CLF27", since=copy.seq) == []


@pytest.mark.parametrize("since", [0, 10**9])
def test_without_what_was_missed_a_snapshot_comes(sidecar, trader, since):
    trader.ask(op="new", **sidecar.order())
    (message,) = subscribe(trader, "book", "CLF27", since=since)
    assert (message["type"], message["bids"]) == ("book", [[70.25, 5, 1]])


def test_missed_trades_come_again(sidecar, trader):
    for _ in range(3):
        trader.ask(op="new", **sidecar.order(order_qty=1))
        trader.ask(op="new", **sidecar.order(account="NORD-02", side="sell", order_qty=1))
    with sidecar.login() as watcher:
        first = subscribe(watcher, "trades", "CLF27", since=0)
        assert [message["trade_id"] for message in first] == [1, 2, 3]
        later = subscribe(watcher, "trades", "CLF27", since=first[0]["seq"])
        assert later == first[1:]


def test_gathered_changes_are_one_message(sidecar, trader):
    copy = Copy()
    with sidecar.login() as watcher:
        (snapshot,) = subscribe(watcher, "book", "CLF27", conflate_ms=300)
        copy.take(snapshot)
        for number in range(20):
            trader.ask(op="new", **sidecar.order(price=60 + number / 100))
        messages = []
        while copy.seq < 20:
            messages.append(watcher.expect("book_delta"))
            copy.take(messages[-1])
        assert len(messages) < 20
        assert len(copy.view()["bids"]) == 20


def test_nothing_is_worked_out_for_nobody(sidecar, trader):
    market = sidecar.app.hub.market
    with sidecar.login() as watcher:
        for channel in ("book", "l3", "quotes", "statistics", "phases", "trades"):
            subscribe(watcher, channel, "CLF27")
        feed = sidecar.run(market.feed, "CLF27")
        assert feed._streams
        assert feed._ladder
    trader.sync()
    assert not feed._streams
    assert not feed._ladder
    before = market.sent
    trade_at_random(sidecar, trader, 1, 20)
    assert market.sent == before
    assert not market.bars.active
    assert not sidecar.run(lambda: feed.instrument.book.changes)


@pytest.mark.parametrize(
    ("channel", "options"),
    [
        ("quotes", {"depth": 5}),
        ("book", {"depth": 7}),
        ("book", {"interval": "1m"}),
        ("bars", {"interval": "2m"}),
        ("bars", {"since": 1}),
        ("trades", {"conflate_ms": 100}),
        ("book", {"conflate_ms": 1}),
        ("statistics", {"since": 1}),
    ],
)
def test_options_a_channel_does_not_have(sidecar, trader, channel, options):
    (answer,) = subscribe(trader, channel, "CLF27", **options)
    assert (answer["code"], answer["field"]) == ("FIELD_INVALID", *options)


def test_other_options_replace_the_subscription(sidecar, trader):
    with sidecar.login() as watcher:
        subscribe(watcher, "book", "CLF27")
        subscribe(watcher, "book", "CLF27", depth=5)
        trader.ask(op="new", **sidecar.order())
        (delta,) = watcher.sync()
        assert delta["depth"] == 5
