"""Quotes, books and trades as subscribers see them."""

from __future__ import annotations

import random

from matching_sidecar.model.commands import UpdateReference
from matching_sidecar.odoo_link.reference import Taken
from matching_sidecar.tests.desk import CL
from matching_sidecar.tests.market_data.copies import Copy, subscribe


def test_deltas_rebuild_the_book(sidecar, trader):
    chance, ladder, ids = random.Random(7), Copy(), []
    with sidecar.login() as watcher:
        for number in range(600):
            if number == 150:
                for message in subscribe(watcher, "book", "CLF27"):
                    ladder.take(message)
            if ids and chance.random() < 0.3:
                orig = ids.pop(chance.randrange(len(ids)))
                message = {"op": "cancel", "orig_cl_ord_id": orig, "account": "NORD-01"}
            else:
                message = {"op": "new"} | sidecar.order(
                    side=chance.choice(("buy", "sell")),
                    price=round(70 + chance.randrange(-12, 13) / 100, 2),
                    order_qty=chance.randrange(1, 20),
                )
            message["cl_ord_id"] = sidecar.next_id()
            if message["op"] == "new":
                ids.append(message["cl_ord_id"])
            trader.send(message)
            if number % 3 == 0:
                trader.sync()
        trader.sync()
        for message in watcher.sync():
            ladder.take(message)
    book = sidecar.request("GET", "/v1/instruments/CLF27/book?depth=10000").json()
    assert ladder.view() == {name: book[name] for name in ("bids", "asks")}
    assert ladder.seq == book["seq"] > 100
    assert len(book["bids"]) + len(book["asks"]) > 5


def test_quotes(sidecar, trader):
    with sidecar.login() as watcher:
        (first,) = subscribe(watcher, "quotes", "CLF27")
        assert first == {
            "type": "quote",
            "symbol": "CLF27",
            "seq": 0,
            "bid": None,
            "bid_qty": 0,
            "ask": None,
            "ask_qty": 0,
            "last": None,
            "last_qty": 0,
            "volume": 0,
            "open": None,
            "high": None,
            "low": None,
            "vwap": None,
            "settlement": None,
            "open_interest": 0,
            "status": "open",
            "stale": False,
        }
        trader.ask(op="new", **sidecar.order(cl_ord_id="b"))
        assert watcher.receive()["bid"] == 70.25
        trader.ask(op="new", **sidecar.order(price=70.2))
        trader.ask(op="new", **sidecar.order(account="NORD-02", side="sell", order_qty=2))
        quote = watcher.receive()
        assert (quote["seq"], quote["bid_qty"], quote["last"], quote["volume"]) == (5, 3, 70.25, 2)
        assert [quote[name] for name in ("open", "high", "low", "vwap")] == [70.25] * 4
        halt = {"symbol": "CLF27", "action": "halt"}
        sidecar.request("POST", "/v1/admin/session", halt, sidecar.signer.staff())
        assert watcher.receive()["status"] == "halted"


def test_trades(sidecar, trader):
    with sidecar.login() as watcher:
        assert subscribe(watcher, "trades", "CLF27", "NGF27") == []
        trader.ask(op="new", **sidecar.order(order_qty=2))
        trader.ask(op="new", **sidecar.order(order_qty=2, price=70.2))
        trader.ask(op="new", **sidecar.order(account="NORD-02", side="sell", order_qty=3, price=70))
        first, second = watcher.receive(), watcher.receive()
        assert first.pop("ts") > 0
        assert first == {
            "type": "trade",
            "symbol": "CLF27",
            "seq": 4,
            "trade_id": 1,
            "price": 70.25,
            "qty": 2,
            "aggressor": "sell",
        }
        assert (second["trade_id"], second["price"], second["qty"]) == (2, 70.2, 1)


def test_unsubscribe(sidecar, trader):
    with sidecar.login() as watcher:
        for channel in ("quotes", "book", "trades"):
            subscribe(watcher, channel, "CLF27")
            watcher.send({"op": "unsubscribe", "channel": channel, "symbols": ["CLF27"]})
            watcher.send({"op": "unsubscribe", "channel": channel, "symbols": ["CLF27"]})
        trader.ask(op="new", **sidecar.order(order_qty=2))
        assert watcher.sync() == []


def test_subscribing_again_begins_anew(sidecar, trader):
    with sidecar.login() as watcher:
        assert [m["seq"] for m in subscribe(watcher, "book", "CLF27")] == [0]
        trader.ask(op="new", **sidecar.order())
        assert watcher.expect("book_delta")["seq"] == 1
        (again,) = subscribe(watcher, "book", "CLF27")
        assert (again["seq"], again["bids"]) == (1, [[70.25, 5, 1]])
        trader.ask(op="new", **sidecar.order())
        assert [message["type"] for message in watcher.sync()] == ["book_delta"]


def test_unknown_symbols_subscribe_nothing(sidecar, trader):
    (answer,) = subscribe(trader, "book", "CLF27", "NONE")
    assert (answer["code"], answer["field"]) == ("UNKNOWN_SYMBOL", "symbols")
    trader.send({"op": "subscribe", "channel": "book"})
    assert trader.receive()["field"] == "symbols"
    trader.send({"op": "new", **sidecar.order()})
    assert [message["type"] for message in trader.sync()] == ["execution"]


def test_another_tick_sends_the_book_anew(sidecar, trader):
    trader.ask(op="new", **sidecar.order())
    with sidecar.login() as watcher:
        subscribe(watcher, "book", "CLF27")
        row = type(CL)("CLF27", 2, "CL", 1, 4, multiplier=1000.0)
        taken = Taken()
        sidecar.run(sidecar.app.shard.submit, UpdateReference(0, [row]), taken)
        assert taken.done.result(5) == ""
        snapshot = watcher.expect("book")
        assert (snapshot["bids"], snapshot["asks"]) == ([], [])
        trader.ask(op="new", **sidecar.order(price=70.75))
        delta = watcher.expect("book_delta")
        assert delta["bids"] == [[70.75, 5, 1]]
        assert delta["prev_seq"] >= snapshot["seq"]


def test_closed_sessions_are_forgotten(sidecar, trader):
    with sidecar.login() as watcher:
        subscribe(watcher, "trades", "CLF27")
    trader.sync()
    market = sidecar.app.hub.market
    assert not sidecar.run(market.feed, "CLF27").follows("trades")
    assert len(sidecar.app.hub.sessions) == 1
