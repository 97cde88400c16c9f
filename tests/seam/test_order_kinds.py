"""Stops, icebergs, groups, busts: asked in Odoo or over REST, decided by the sidecar, known to both."""

from __future__ import annotations

import itertools
import json
import time
import urllib.error
import urllib.request

import pytest

from tests.seam.books import Odoo, Seam, wait
from tools import stack as stacks

IDS = itertools.count(1)
SESSION = f"k{time.time_ns():x}"
BUYER, SELLER = "NORDGRAIN-01", "ALPINEFUEL-01"
MIDDLE = 3.9
SYMBOL = "NGF27"


@pytest.fixture(scope="module")
def desk(stack):
    stacks.start(stack, attached=True)
    seam = Seam(stack)
    wait(lambda: seam.health().get("ready"), 60)
    return Desk(seam)


@pytest.fixture(autouse=True)
def clear_book(desk):
    """Each test begins with an empty book."""
    status, answer = desk.post("/v1/orders/mass_cancel", {"symbol": SYMBOL})
    assert status == 200, answer


class Desk:
    """A client over REST and a broker in Odoo, in a symbol nobody else trades here."""

    def __init__(self, seam: Seam) -> None:
        self.seam = seam
        self.odoo = Odoo(seam.stack)
        self.broker = Odoo(seam.stack, "broker")
        self.risk = Odoo(seam.stack, "risk")

    def post(self, path: str, body: dict) -> tuple[int, dict]:
        request = urllib.request.Request(
            self.seam.stack.sidecar_url + path,
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {self.seam.signer.token()}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def fields(self, account: str, side: str, qty: int, price: float | None = None, **more) -> dict:
        body = {"cl_ord_id": f"{SESSION}-{next(IDS)}", "account": account, "symbol": SYMBOL,
                "side": side, "order_qty": qty, **more}  # fmt: skip
        return body | ({} if price is None else {"price": price})

    def enter(self, *arguments, **more) -> dict:
        status, report = self.post("/v1/orders", self.fields(*arguments, **more))
        assert status == 201, report
        return report

    def order(self, cl_ord_id: str) -> dict:
        """The order as Odoo has it, when both are in step."""
        self.seam.wait_until_in_step()
        fields = ["ord_status", "cum_qty", "stop_px", "list_id", "display_qty", "end_code",
                  "ord_type", "order_qty", "avg_px"]  # fmt: skip
        [found] = self.odoo(
            "brokersync.order", "search_read", [["cl_ord_id", "=", cl_ord_id]], fields
        )
        return found

    def events(self, cl_ord_id: str) -> list[str]:
        found = self.odoo(
            "brokersync.execution", "search_read",
            [["order_id", "=", self.order(cl_ord_id)["id"]]], ["exec_type"], 0, 0, "seq",
        )  # fmt: skip
        return [row["exec_type"] for row in found]

    def position(self, account: str) -> int:
        self.seam.wait_until_in_step()
        found = self.odoo(
            "brokersync.position", "search_read",
            [["account_id.code", "=", account], ["instrument_id.symbol", "=", SYMBOL]], ["net_qty"],
        )  # fmt: skip
        return found[0]["net_qty"] if found else 0


def test_a_stop_entered_in_odoo_waits_and_is_triggered(desk):
    account, instrument = (
        desk.odoo(model, "search", [[field, "=", value]])[0]
        for model, field, value in (
            ("brokersync.account", "code", SELLER),
            ("brokersync.instrument", "symbol", SYMBOL),
        )
    )
    trader = desk.odoo("brokersync.trader", "search", [["firm_id.code", "=", "ALPINEFUEL"]])[0]
    order = desk.odoo(
        "brokersync.order",
        "create",
        {
            "account_id": account,
            "instrument_id": instrument,
            "trader_id": trader,
            "side": "sell",
            "ord_type": "stop",
            "stop_px": 3.895,
            "order_qty": 2,
            "capacity": "agency",
            "instruction_time": "2026-11-20 09:00:00",
        },
    )
    desk.odoo("brokersync.order", "action_submit", [order])
    read = ["cl_ord_id", "ord_status", "stop_px"]
    wait(lambda: desk.odoo("brokersync.order", "read", [order], read)[0]["ord_status"] == "new")
    [row] = desk.odoo("brokersync.order", "read", [order], read)
    assert row["stop_px"] == 3.895
    desk.enter(BUYER, "buy", 5, 3.89)
    desk.enter(SELLER, "sell", 1, 3.89)
    assert desk.order(row["cl_ord_id"])["ord_status"] == "filled"
    assert desk.events(row["cl_ord_id"]) == ["new", "triggered", "trade"]


def test_a_trailing_stop_shows_where_it_stands(desk):
    desk.enter(SELLER, "sell", 1, 3.90)
    desk.enter(BUYER, "buy", 1, 3.90)
    trailing = desk.enter(
        BUYER, "sell", 1, ord_type="trailing_stop", trail_offset=10, trail_unit="ticks",
        time_in_force="gtc",
    )  # fmt: skip
    assert desk.order(trailing["cl_ord_id"])["stop_px"] == 3.89
    desk.enter(SELLER, "sell", 1, 3.92)
    desk.enter(BUYER, "buy", 1, 3.92)
    assert desk.order(trailing["cl_ord_id"])["stop_px"] == 3.91
    assert "restated" in desk.events(trailing["cl_ord_id"])


def test_an_iceberg_and_its_shown_part(desk):
    report = desk.enter(SELLER, "sell", 20, 4.0, display_qty=3)
    assert report["display_qty"] == 3
    assert desk.order(report["cl_ord_id"])["display_qty"] == 3
    status, book = _get(desk, f"/v1/instruments/{SYMBOL}/book")
    assert status == 200
    assert [level for level in book["asks"] if level[0] == 4.0] == [[4.0, 3, 1]]


def test_a_bracket_protects_what_was_filled(desk):
    entry, profit, loss = (
        {name: value for name, value in fields.items() if name != "account"}
        for fields in (
            desk.fields(BUYER, "buy", 4, 3.88),
            desk.fields(BUYER, "sell", 4, 3.99),
            desk.fields(BUYER, "sell", 4, ord_type="stop", stop_px=3.80),
        )
    )
    status, report = desk.post(
        "/v1/orders/group",
        {"list_id": f"{SESSION}-b", "account": BUYER, "contingency": "bracket",
         "orders": [entry, profit, loss]},
    )  # fmt: skip
    assert status == 201, report
    desk.enter(SELLER, "sell", 3, 3.88)
    assert "triggered" in desk.events(profit["cl_ord_id"])
    assert desk.order(loss["cl_ord_id"])["list_id"] == f"{SESSION}-b"
    desk.enter(SELLER, "buy", 3, 3.99)
    assert desk.order(profit["cl_ord_id"])["cum_qty"] == 3
    assert desk.order(loss["cl_ord_id"])["order_qty"] == 0, "the profit was taken for all of it"
    status, report = desk.post(
        "/v1/orders/cancel",
        {"cl_ord_id": f"{SESSION}-x", "orig_cl_ord_id": entry["cl_ord_id"], "account": BUYER},
    )
    assert status == 200, report
    # A cancel gives the order the id of the request; its group ends with it.
    assert desk.order(f"{SESSION}-x")["ord_status"] == "canceled"
    assert desk.order(loss["cl_ord_id"])["ord_status"] == "canceled"
    assert desk.order(profit["cl_ord_id"])["ord_status"] == "filled"


def test_a_trade_cancelled_in_odoo_is_undone_everywhere(desk):
    before = desk.position(BUYER), desk.position(SELLER)
    desk.enter(SELLER, "sell", 2, 3.97)
    buy = desk.enter(BUYER, "buy", 2, 3.97)
    assert desk.position(BUYER) == before[0] + 2
    fill = desk.odoo(
        "brokersync.execution", "search",
        [["order_id", "=", desk.order(buy["cl_ord_id"])["id"]], ["exec_type", "=", "trade"]],
    )  # fmt: skip
    change = desk.risk(
        "brokersync.trade.change", "create", {"execution_id": fill[0], "reason": "Typing error"}
    )
    desk.risk("brokersync.trade.change", "action_apply", [change])
    [row] = desk.risk("brokersync.trade.change", "read", [change], ["state", "answer"])
    assert row["state"] == "done", row
    assert (desk.position(BUYER), desk.position(SELLER)) == before
    assert desk.order(buy["cl_ord_id"])["ord_status"] == "canceled"
    assert desk.events(buy["cl_ord_id"]) == ["new", "trade", "trade_cancel", "canceled"]
    again = desk.risk(
        "brokersync.trade.change", "create", {"execution_id": fill[0], "reason": "Once more"}
    )
    desk.risk("brokersync.trade.change", "action_apply", [again])
    [row] = desk.risk("brokersync.trade.change", "read", [again], ["state", "answer"])
    assert row["state"] == "refused"
    assert "UNKNOWN_TRADE" in row["answer"]


def test_everything_arrived_once(desk):
    desk.seam.assert_everything_arrived_once()


def _get(desk: Desk, path: str) -> tuple[int, dict]:
    request = urllib.request.Request(
        desk.seam.stack.sidecar_url + path,
        headers={"Authorization": f"Bearer {desk.seam.signer.token()}"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.status, json.load(answer)
