"""A real browser on a real stack."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.browser.market import Market
from tests.browser.screen import Screen
from tools import stack as stacks
from tools.settings import Settings

OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
)
DESK = (1440, 900)


@contextmanager
def _browser(profile: Path) -> Iterator[webdriver.Chrome]:
    """Chromium with a profile, while the block runs."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert chromium, "install chromium (./brokersync test does)"
    assert driver, "install chromium-driver (./brokersync test does)"
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for option in (*OPTIONS, f"--user-data-dir={profile}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options, Service(driver))
    browser.set_script_timeout(60)
    try:
        yield browser
    finally:
        browser.quit()


def _screen(browser: webdriver.Chrome, stack: Settings) -> Screen:
    screen = Screen(browser, stack)
    screen.size(*DESK)
    # As if somebody sat before it: a page without focus may use no passkey.
    browser.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
    return screen


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """The browser that the tests use one after another."""
    with _browser(tmp_path_factory.mktemp("browser") / "profile") as browser:
        yield browser


@pytest.fixture
def screen(browser: webdriver.Chrome, stack: Settings) -> Screen:
    """A new tab as wide as a desk's screen; of who was there before only cached files are left."""
    before = browser.current_window_handle
    browser.switch_to.new_window("tab")
    tab = browser.current_window_handle
    browser.switch_to.window(before)
    browser.close()
    browser.switch_to.window(tab)
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    everything = {"origin": stack.odoo_url, "storageTypes": "all"}
    browser.execute_cdp_cmd("Storage.clearDataForOrigin", everything)
    browser.get_log("browser")
    return _screen(browser, stack)


@pytest.fixture
def unused_screen(stack: Settings, tmp_path: Path) -> Iterator[Screen]:
    """A browser nobody has used before: for what outlives a tab, as service workers and passkeys do."""
    with _browser(tmp_path / "profile") as browser:
        yield _screen(browser, stack)


@pytest.fixture
def market(stack: Settings) -> Iterator[Market]:
    """An empty book, with both sides of the seam running before and after."""
    stacks.start(stack, attached=True)
    market = Market(stack)
    market.clear()
    yield market
    stacks.start(stack, attached=True)
    market.clear()
    market.close()
