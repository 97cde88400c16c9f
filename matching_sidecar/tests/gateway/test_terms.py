"""Orders with terms, groups and mass cancels over real sockets."""

from __future__ import annotations

import pytest

TERMS = [
    {"ord_type": "stop", "stop_px": 69.5, "trigger": "best_bid"},
    {"ord_type": "stop_limit", "stop_px": 69.5, "price": 69.25, "trigger": "last"},
    {
        "ord_type": "trailing_stop",
        "stop_px": 69.0,
        "trigger": "last",
        "trail_offset": 0.75,
        "trail_unit": "price",
    },
    {
        "ord_type": "trailing_stop",
        "stop_px": 69.0,
        "trigger": "mid",
        "trail_offset": 12,
        "trail_unit": "ticks",
    },
    {
        "ord_type": "trailing_stop_limit",
        "stop_px": 69.0,
        "trigger": "last",
        "trail_offset": 1.25,
        "trail_unit": "percent",
        "limit_offset": 0.05,
        "activation_px": 75.0,
    },
    {"ord_type": "limit", "price": 72.0, "display_qty": 2, "display_method": "random"},
    {"ord_type": "limit", "price": 72.0, "min_qty": 3},
    {"ord_type": "limit", "price": 72.0, "all_or_none": True},
    {"ord_type": "limit", "price": 72.0, "post_only": True, "stp": "decrement"},
    {
        "ord_type": "limit",
        "price": 72.0,
        "time_in_force": "gtd",
        "expire_time": 4_000_000_000_000_000_001,
    },
    {"ord_type": "limit", "price": 72.0, "time_in_force": "gtd", "expire_date": "2099-12-31"},
]


@pytest.mark.parametrize("terms", TERMS, ids=str)
def test_a_report_repeats_what_was_asked(sidecar, trader, terms):
    order = {"symbol": "CLF27", "side": "sell", "order_qty": 5, "account": "NORD-01"} | terms
    found = trader.ask(op="new", cl_ord_id="a", **order)
    assert found["exec_type"] == "new", found
    assert {name: found[name] for name in order} == order
    plain = sidecar.request("POST", "/v1/orders", sidecar.order()).json()
    assert set(found) - set(plain) == set(terms) - {"ord_type", "price", "time_in_force"}
    again = sidecar.request("POST", "/v1/orders", order | {"cl_ord_id": "a"})
    assert (again.status_code, again.json()) == (200, found)


def test_unsaid_terms_have_defaults(trader):
    order = {"symbol": "CLF27", "side": "sell", "order_qty": 5, "account": "NORD-01"}
    stop = trader.ask(op="new", cl_ord_id="a", **order, ord_type="stop", stop_px=69)
    assert (stop["trigger"], stop["time_in_force"], stop["price"]) == ("last", "day", None)
    trail = trader.ask(
        op="new", cl_ord_id="b", **order, ord_type="trailing_stop", trail_offset=1, stop_px=60
    )
    assert (trail["trail_unit"], trail["trail_offset"]) == ("price", 1)
    iceberg = trader.ask(op="new", cl_ord_id="c", **order, price=72, display_qty=2)
    assert iceberg["display_method"] == "initial"


def test_a_stop_is_replaced_without_a_price(sidecar, trader):
    stop = {"symbol": "CLF27", "account": "NORD-01", "order_qty": 5}
    trader.ask(op="new", cl_ord_id="a", side="sell", ord_type="stop", stop_px=69.0, **stop)
    found = trader.ask(op="replace", cl_ord_id="b", orig_cl_ord_id="a", stop_px=68.5, **stop)
    assert (found["exec_type"], found["stop_px"], found["price"]) == ("replaced", 68.5, None)
    found = trader.ask(op="replace", cl_ord_id="c", orig_cl_ord_id="b", stop_px=68.505, **stop)
    assert (found["code"], found["field"]) == ("PRICE_INCREMENT", "stop_px")
    trader.ask(op="new", cl_ord_id="l", side="sell", price=73.0, **stop)
    found = trader.ask(op="replace", cl_ord_id="m", orig_cl_ord_id="l", **stop)
    assert (found["code"], found["field"], found["cl_ord_id"]) == ("FIELD_INVALID", "price", "m")
    now = sidecar.request("GET", "/v1/orders/NORD-01/a").json()
    assert now["stop_px"] == 68.5


def group(*orders, **changed):
    legs = [{"symbol": "CLF27", "side": "sell", "order_qty": 5} | order for order in orders]
    return {"list_id": "L1", "account": "NORD-01", "contingency": "oco", "orders": legs} | changed


TARGET = {"cl_ord_id": "g1", "price": 72.0}
STOP = {"cl_ord_id": "g2", "ord_type": "stop", "stop_px": 68.0}


def test_a_group_is_entered_and_ends_together(trader):
    trader.send({"op": "subscribe", "channel": "orders"})
    trader.sync()
    trader.send({"op": "group"} | group(TARGET, STOP))
    reports = trader.sync()
    assert [(r["cl_ord_id"], r["exec_type"], r["list_id"]) for r in reports] == [
        ("g1", "new", "L1"),
        ("g2", "new", "L1"),
    ]
    trader.send({"op": "cancel", "cl_ord_id": "c", "orig_cl_ord_id": "g1", "account": "NORD-01"})
    assert [(r["exec_type"], r["code"]) for r in trader.sync()] == [
        ("canceled", "USER_CANCEL"),
        ("canceled", "GROUP_CANCELED"),
    ]


@pytest.mark.parametrize(
    ("asked", "code", "field", "cl_ord_id"),
    [
        (group(TARGET, STOP | {"stop_px": 68.005}), "PRICE_INCREMENT", "stop_px", "g2"),
        (group(TARGET, STOP | {"symbol": "NONE"}), "UNKNOWN_SYMBOL", "symbol", "g2"),
        (group(TARGET, STOP | {"order_qty": 0}), "FIELD_INVALID", "order_qty", "g2"),
        (group(TARGET, STOP | {"nonsense": 1}), "FIELD_INVALID", "nonsense", "g2"),
        (group(TARGET, STOP | {"cl_ord_id": "g1"}), "FIELD_INVALID", "cl_ord_id", "g1"),
        (group(TARGET), "FIELD_INVALID", "orders", "g1"),
        (group(TARGET, STOP, account="ALPS-01"), "UNKNOWN_ACCOUNT", "account", "g1"),
        (group(TARGET, STOP, contingency="all"), "FIELD_INVALID", "contingency", "g1"),
    ],
)
def test_a_faulty_group_names_order_and_field(trader, asked, code, field, cl_ord_id):
    found = trader.ask(op="group", **asked)
    assert (found["type"], found["code"]) == ("error", code)
    assert (found["field"], found["cl_ord_id"]) == (field, cl_ord_id)


def test_a_name_twice_in_an_order_of_a_group(trader):
    text = """{"op":"group","list_id":"L","account":"NORD-01","contingency":"oco","orders":[
        {"cl_ord_id":"a","symbol":"CLF27","side":"buy","order_qty":1,"price":60},
        {"cl_ord_id":"b","symbol":"CLF27","side":"buy","order_qty":1,"price":60,"price":61}]}"""
    trader.send(text)
    found = trader.receive()
    assert (found["field"], found["text"]) == ("price", "price is given twice")


def enter(socket, account, cl_ord_id, side="buy", symbol="CLF27"):
    price = {"CLF27": {"buy": 70, "sell": 80}, "NGF27": {"buy": 3, "sell": 4}}[symbol][side]
    order = {"symbol": symbol, "side": side, "order_qty": 1, "price": price}
    found = socket.ask(op="new", cl_ord_id=cl_ord_id, account=account, **order)
    assert found["exec_type"] == "new"


@pytest.fixture
def open_orders(sidecar, trader):
    """Three orders of one firm, one of another; gives the ids that are open."""
    enter(trader, "NORD-01", "a")
    enter(trader, "NORD-01", "b", "sell")
    enter(trader, "NORD-02", "c", symbol="NGF27")
    with sidecar.login(sidecar.signer.staff()) as staff:
        enter(staff, "ALPS-01", "d")

    def ids():
        found = sidecar.request("GET", "/v1/orders", token=sidecar.signer.staff())
        return {order["cl_ord_id"] for order in found.json()}

    return ids


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({}, {"d"}),
        ({"account": "NORD-01"}, {"c", "d"}),
        ({"side": "sell"}, {"a", "c", "d"}),
        ({"symbol": "CLF27"}, {"c", "d"}),
        ({"symbol": "CLF27", "side": "buy"}, {"b", "c", "d"}),
        ({"firm": "NORD"}, {"d"}),
        ({"firm": "ALPS"}, {"a", "b", "c", "d"}),
    ],
    ids=str,
)
def test_mass_cancel_takes_what_matches(trader, open_orders, filters, left):
    found = trader.ask(op="mass_cancel", cl_ord_id="m", **filters)
    assert found == {"type": "mass_cancel_report", "cl_ord_id": "m", "canceled": 4 - len(left)}
    assert open_orders() == left


@pytest.mark.parametrize(
    ("filters", "status", "field"),
    [
        ({"account": "ALPS-01"}, 403, "account"),
        ({"account": "NONE"}, 403, "account"),
        ({"firm": "NONE"}, 400, "firm"),
        ({"symbol": "NONE"}, 400, "symbol"),
        ({"side": "both"}, 400, "side"),
    ],
    ids=str,
)
def test_mass_cancel_refuses(sidecar, open_orders, filters, status, field):
    found = sidecar.request("POST", "/v1/orders/mass_cancel", filters)
    assert (found.status_code, found.json()["field"]) == (status, field)
    assert open_orders() == {"a", "b", "c", "d"}


def test_mass_cancel_of_a_token_without_accounts(sidecar, open_orders):
    found = sidecar.request("POST", "/v1/orders/mass_cancel", {}, sidecar.signer.token(accounts=[]))
    assert found.status_code == 403
    assert open_orders() == {"a", "b", "c", "d"}


def test_staff_cancels_across_firms(sidecar, open_orders):
    found = sidecar.request("POST", "/v1/orders/mass_cancel", {}, sidecar.signer.staff())
    assert found.json() == {"canceled": 4}
    assert open_orders() == set()
