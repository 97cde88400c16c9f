"""Orders entered in Odoo's own screens: the market's answers show without a reload (OM-09)."""

from datetime import UTC, datetime

from tests.seam.books import Odoo

ACCOUNT, OTHER = "NORDGRAIN-01", "ALPINEFUEL-01"


def draft(stack, login, **values):
    """An order in Odoo, not sent yet; gives its id."""
    odoo = Odoo(stack, login)
    [account] = odoo("brokersync.account", "search", [["code", "=", ACCOUNT]])
    [instrument] = odoo("brokersync.instrument", "search", [["symbol", "=", "CLF27"]])
    order = {
        "account_id": account,
        "instrument_id": instrument,
        "side": "buy",
        "order_qty": 5,
        "price": 60.9,
    }
    return odoo("brokersync.order", "create", order | values)


def test_a_brokers_order_goes_from_draft_to_filled(screen, market, stack):
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
    [trader] = Odoo(stack, "broker")("brokersync.trader", "search", [["code", "=", "NORDGRAIN-1"]])
    order = draft(stack, "broker", trader_id=trader, instruction_time=now)
    screen.login("broker")
    screen.open(f"/odoo/orders/{order}")
    screen.click("button[name=action_submit]")
    screen.one(".o_arrow_button_current", "Working")
    market.order(OTHER, "sell", 5, 60.9)
    screen.one(".o_arrow_button_current", "Filled")
    assert screen.errors() == []


def test_a_clients_order_is_cancelled_from_its_page(screen, market, stack):
    order = draft(stack, "client")
    screen.login("client")
    screen.open(f"/my/orders/{order}")
    screen.click("button", "Send order")
    screen.one(".badge", "Working")
    screen.click("button", "Cancel order")
    screen.one(".badge", "Cancelled")
    assert market.open_orders(ACCOUNT) == []
