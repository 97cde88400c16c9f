"""The portal as an app: Chromium would install it, and without a network it says so and shows nothing of anybody."""

import json
from dataclasses import replace

import pytest

from tests.browser.screen import Screen
from tests.browser.wire import Wire


@pytest.fixture
def screen(unused_screen):
    return unused_screen


def is_ready(screen):
    return screen.driver.execute_async_script(
        "const [done] = arguments;"
        "navigator.serviceWorker.ready.then(() => done(!!navigator.serviceWorker.controller));"
    )


def open_as_app(screen):
    screen.login("client")
    screen.open("/my")
    screen.wait(lambda: is_ready(screen), "the service worker")
    screen.open("/my/orders")
    screen.one("h1", "Orders")
    screen.started()


def kept(screen):
    return screen.driver.execute_async_script(
        """const done = arguments[0];
        caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys()))))
            .then((lists) => done(lists.flat().map((request) => new URL(request.url).pathname)));"""
    )


def test_chromium_would_install_it(screen):
    open_as_app(screen)
    answer = screen.driver.execute_cdp_cmd("Page.getAppManifest", {})
    assert answer["errors"] == []
    assert json.loads(answer["data"])["start_url"] == "/my"
    errors = screen.driver.execute_cdp_cmd("Page.getInstallabilityErrors", {})
    # A profile of its own, as tests have, is "in-incognito" for some versions; nothing else may stand there.
    assert [e for e in errors["installabilityErrors"] if e["errorId"] != "in-incognito"] == []


def test_only_the_shell_is_kept_and_logout_forgets_it(screen):
    open_as_app(screen)
    screen.wait(
        lambda: any(path.startswith("/web/assets/") for path in kept(screen)), "scripts to be kept"
    )
    paths = kept(screen)
    assert "/brokersync/offline" in paths
    assert [
        path for path in paths if path.startswith(("/my", "/api", "/web/content", "/web/image"))
    ] == []
    screen.click("header .dropdown-toggle")
    screen.click("#o_logout")
    screen.one("form.oe_login_form, .oe_login_form, main")
    screen.wait(
        lambda: not any("/web/assets/" in path for path in kept(screen)), "the cache to be empty"
    )


def test_without_a_network_a_page_says_so(screen, stack):
    wire = Wire(stack.host, stack.odoo_port)
    screen = Screen(screen.driver, replace(stack, odoo_port=wire.port))
    open_as_app(screen)
    wire.cut()
    screen.open("/my/positions")
    screen.one("h1", "No network")
    assert "Ingrid" not in screen.driver.page_source
    wire.mend()
    screen.click("a", "Try again")
    screen.one("h1", "Nordic Grain Trading AS")
    wire.cut()
