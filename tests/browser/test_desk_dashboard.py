"""The broker's dashboard: every panel's records are two clicks away, and each user's arrangement is kept."""

import pytest

from tests.seam.books import Odoo, wait

PANEL = ".o_brokersync_panel_card"
RECORD = ".o_data_row .o_data_cell, .o_kanban_record:not(.o_kanban_ghost), .o_brokersync_inbox_row"
NAMES = "return [...document.querySelectorAll(arguments[0])].map(({ dataset }) => dataset.panel)"
OPEN = ".o_form_view, .o_brokersync_thread_messages"


@pytest.fixture
def dashboard(screen, stack, market):
    """The broker's dashboard, as it was before afterwards, with a message and an order that wait."""
    broker, client = Odoo(stack, "broker"), Odoo(stack, "client")
    [trader] = client("brokersync.trader", "search", [["user_id", "=", client.uid]])
    client("brokersync.conversation", "send", trader, "in_app", "Hello?")
    market.order("NORDGRAIN-01", "buy", 1, 60.5)
    wait(lambda: broker("brokersync.order", "search_count", [["ord_status", "=", "new"]]))
    layout = broker("brokersync.dashboard", "load", [])["layout"]
    screen.login("broker")
    open_dashboard(screen)
    yield screen
    broker("brokersync.dashboard", "save_layout", layout)


def open_dashboard(screen):
    screen.open("/odoo/dashboard")
    screen.one(PANEL)


def names(screen):
    """The panels that are shown, in their order."""
    return screen.driver.execute_script(NAMES, PANEL)


def saved(stack):
    """Those that Odoo has kept for the broker."""
    layout = Odoo(stack, "broker")("brokersync.dashboard", "load", [])["layout"]
    return [place["name"] for place in layout if place["shown"]]


@pytest.mark.timeout(900)
def test_every_panels_records_are_two_clicks_away(dashboard):
    panels = names(dashboard)
    assert {"messages", "today", "firms", "traders", "onboarding", "portfolio"} <= set(panels)
    for name in panels:
        open_dashboard(dashboard)
        dashboard.click(f"[data-panel={name}] .o_brokersync_panel_title")
        dashboard.click(RECORD)
        dashboard.one(OPEN)
    assert dashboard.errors() == []


@pytest.mark.timeout(900)
def test_a_row_leads_to_its_record(dashboard):
    for name in names(dashboard):
        open_dashboard(dashboard)
        row = f"[data-panel={name}] .o_brokersync_panel_row"
        if dashboard.all(row):
            dashboard.click(row)
            dashboard.one(OPEN)
    assert dashboard.errors() == []


def test_an_arrangement_is_kept(dashboard, stack):
    before = names(dashboard)
    dashboard.click(".o_brokersync_dashboard_bar button", "Arrange panels")
    dashboard.click(f"[data-panel={before[0]}] [aria-label='Move behind']")
    moved = [before[1], before[0], *before[2:]]
    dashboard.wait(lambda: names(dashboard) == moved, "the panels to change places")
    dashboard.click(f"[data-panel={before[-1]}] button", "Hide")
    dashboard.one(f"[data-panel={before[-1]}].o_brokersync_hidden")
    dashboard.click(".o_brokersync_dashboard_bar button", "Done")
    dashboard.wait(lambda: names(dashboard) == moved[:-1], "the hidden panel to go")
    wait(lambda: moved[-1] not in saved(stack))
    open_dashboard(dashboard)
    assert names(dashboard) == moved[:-1]
    assert dashboard.errors() == []
