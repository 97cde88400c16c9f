"""The client's market page with a market behind it."""

import pytest

from tests.browser import accessibility
from tests.browser.market import SYMBOL
from tests.seam.books import Odoo, wait

CLIENT, ANALYST = "client", "analyst"
ACCOUNT, OTHER = "NORDGRAIN-01", "ALPINEFUEL-01"
OUTCOME = ".o_brokersync_outcome .alert"


@pytest.fixture
def page(screen, market):
    """The market page of a client, live, with a two-sided book in crude."""
    market.order(OTHER, "sell", 20, 61.05)
    market.order(OTHER, "buy", 20, 60.95)
    screen.login(CLIENT)
    screen.open(f"/my/market?symbol={SYMBOL}")
    screen.is_live()
    screen.one(".o_brokersync_depth td", "61.05")
    return screen


def test_a_client_trades_and_the_position_moves(page, stack):
    net = position(Odoo(stack, CLIENT))
    page.click(".o_brokersync_depth button.o_brokersync_sell", "61.05")
    page.type("input[name=qty]", "4")
    page.click(".o_brokersync_send_buy", "Buy 4 CLF27 at 61.05")
    page.one(OUTCOME, "filled at 61.05")
    wait(lambda: position(Odoo(stack, CLIENT)) == net + 4)
    sign = "+" if net + 4 > 0 else "−" if net + 4 < 0 else ""
    page.one(".o_brokersync_positions tr", f"{SYMBOL} USD {sign}{abs(net + 4)}")
    assert page.errors() == []


def position(odoo: Odoo) -> int:
    wanted = [["account_id.code", "=", ACCOUNT], ["instrument_id.symbol", "=", SYMBOL]]
    rows = odoo("brokersync.position", "search_read", wanted, ["net_qty"])
    return rows[0]["net_qty"] if rows else 0


def test_orders_others_enter_for_the_client_appear_and_end_without_reload(page, market):
    market.order(ACCOUNT, "sell", 6, 61.20)
    page.one(".o_brokersync_open_orders tr", "▼ Sell CLF27 6 61.20 Working")
    market.order(OTHER, "buy", 22, 61.20)
    page.one(".o_brokersync_open_orders tr", "4 of 6")
    page.click(".o_brokersync_cancel")
    page.gone(".o_brokersync_open_orders tr", "61.20")


def test_orders_from_before_the_visit_are_there(page, market):
    market.order(ACCOUNT, "buy", 2, 60.80)
    page.one(".o_brokersync_open_orders tr", "60.80")
    page.open("/my/market")
    page.one(".o_brokersync_open_orders tr", "60.80")


def test_quotes_lead_to_the_book(page):
    page.one(".o_brokersync_quotes tr", "61.05")
    page.click(".o_brokersync_quotes button", "ZCH27")
    page.one("h3", "ZCH27")
    page.one(".o_brokersync_depth", "The book is empty.")


def test_only_own_accounts_are_offered(page):
    page.one("select[name=account] option", ACCOUNT)
    options = page.texts("select[name=account] option")
    assert all(text.startswith("NORDGRAIN-") for text in options)


def test_an_analyst_watches(screen, market):
    market.order(ACCOUNT, "buy", 2, 60.80)
    screen.login(ANALYST)
    screen.open("/my/market")
    screen.is_live()
    screen.one(".o_brokersync_view_only", "your login may not trade")
    screen.one(".o_brokersync_open_orders tr", "60.80")
    assert not screen.all(".o_brokersync_ticket, .o_brokersync_cancel")


def test_a_visitor_is_sent_to_the_login(screen):
    screen.open("/my/market")
    screen.one("input[name=password]")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (768, 1024), (360, 740)])
def test_nothing_is_cut_off(page, width, height):
    page.size(width, height)
    accessibility.settle(page)
    wide = page.driver.execute_script(
        "return document.documentElement.scrollWidth - window.innerWidth"
    )
    assert wide <= 0
    assert page.right_edge(".o_brokersync_market .btn, .o_brokersync_market select") <= width
