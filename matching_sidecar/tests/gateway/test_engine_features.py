"""What the engine does of its own accord, as sessions hear it."""

from __future__ import annotations

import pytest

from matching_sidecar.model.reference import InstrumentRow, Leg
from matching_sidecar.tests.desk import ACCOUNTS, CL, FIRMS
from matching_sidecar.tests.running import Running

NEXT = InstrumentRow("CLG27", 1, "CL", 1, 100, multiplier=1000.0)
SPREAD = InstrumentRow(
    "CLF27-CLG27", 1, "CL", 1, 100, negative_price=True, legs=(Leg("CLF27", 1), Leg("CLG27", -1))
)


@pytest.fixture
def sidecar(tmp_path):
    """A sidecar with two months and the spread between them."""
    with Running(tmp_path, (*FIRMS, *ACCOUNTS, CL, NEXT, SPREAD)) as running:
        yield running


def follow(socket, *symbols: str) -> None:
    socket.send({"op": "subscribe", "channel": "orders"})
    socket.send({"op": "subscribe", "channel": "trades", "symbols": list(symbols)})
    socket.sync()


def enter(sidecar, socket, **order) -> list[dict]:
    socket.send({"op": "new", **sidecar.order(**order)})
    return socket.sync()


def test_a_trailing_stop_moves_then_triggers(sidecar, trader):
    follow(trader, "CLF27")
    trail = {"ord_type": "trailing_stop", "trail_offset": 0.5, "price": None, "side": "sell"}
    enter(sidecar, trader, price=70.0, order_qty=1)
    enter(sidecar, trader, price=70.0, order_qty=1, side="sell", account="NORD-02")
    (entered,) = enter(sidecar, trader, cl_ord_id="t", order_qty=2, **trail)
    assert (entered["exec_type"], entered["stop_px"], entered["price"]) == ("new", 69.5, None)
    enter(sidecar, trader, price=71.0, order_qty=1, account="NORD-02", side="sell")
    heard = enter(sidecar, trader, price=71.0, order_qty=1)
    (moved,) = [m for m in heard if m.get("exec_type") == "restated"]
    assert (moved["cl_ord_id"], moved["code"], moved["stop_px"]) == ("t", "TRAIL", 70.5)
    enter(sidecar, trader, price=70.5, order_qty=3, account="NORD-02")
    heard = enter(sidecar, trader, price=70.5, order_qty=1, side="sell")
    kinds = [m["exec_type"] for m in heard if m.get("cl_ord_id") == "t"]
    assert kinds == ["triggered", "trade"]
    assert sum(message["type"] == "trade" for message in heard) == 2


def test_a_spread_against_its_legs(sidecar, trader):
    follow(trader, "CLF27", "CLG27", "CLF27-CLG27")
    enter(sidecar, trader, symbol="CLF27", side="sell", price=71.0, account="NORD-02", order_qty=2)
    enter(sidecar, trader, symbol="CLG27", side="buy", price=70.0, account="NORD-02", order_qty=2)
    heard = enter(sidecar, trader, symbol="CLF27-CLG27", price=1.0, order_qty=2, cl_ord_id="s")
    fills = [(m["symbol"], m.get("multileg"), m["last_px"]) for m in heard if m.get("last_qty")]
    assert fills == [
        ("CLF27-CLG27", "multileg", 1.0),
        ("CLF27", "leg", 71.0),
        ("CLF27", None, 71.0),
        ("CLG27", "leg", 70.0),
        ("CLG27", None, 70.0),
    ]
    trades = {m["symbol"]: m for m in heard if m["type"] == "trade"}
    assert {symbol: trade["multileg"] for symbol, trade in trades.items()} == {
        "CLF27-CLG27": "multileg",
        "CLF27": "leg",
        "CLG27": "leg",
    }
    assert [
        sidecar.request("GET", f"/v1/instruments/{symbol}/quote").json()["last"]
        for symbol in trades
    ] == [1.0, None, None]
    bars = sidecar.request("GET", "/v1/instruments/CLF27/bars").json()["bars"]
    assert bars == []


def test_an_iceberg_shows_its_part(sidecar, trader):
    enter(sidecar, trader, price=70.0, order_qty=10, display_qty=3)
    book = sidecar.request("GET", "/v1/instruments/CLF27/book").json()
    assert book["bids"] == [[70.0, 3, 1]]
    trader.send({"op": "subscribe", "channel": "l3", "symbols": ["CLF27"]})
    (snapshot,) = trader.sync()
    assert [entry[3] for entry in snapshot["orders"]] == [3]
    heard = enter(sidecar, trader, price=70.0, order_qty=4, side="sell", account="NORD-02")
    (delta,) = [message for message in heard if message["type"] == "l3_delta"]
    assert [(entry[3], entry[4]) for entry in delta["orders"]] == [(2, 2)]


def test_an_open_order_is_shown_as_it_is_now(sidecar, trader):
    enter(sidecar, trader, price=70.0, order_qty=1)
    enter(sidecar, trader, price=70.0, order_qty=1, side="sell", account="NORD-02")
    trail = {"ord_type": "trailing_stop", "trail_offset": 0.5, "price": None, "side": "sell"}
    enter(sidecar, trader, cl_ord_id="t", **trail)
    enter(sidecar, trader, price=70.25, order_qty=1)
    enter(sidecar, trader, price=70.25, order_qty=1, side="sell", account="NORD-02")
    found = sidecar.request("GET", "/v1/orders/NORD-01/t").json()
    assert found["stop_px"] == 69.75
