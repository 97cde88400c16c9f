"""A real browser on a real stack."""

import shutil
from collections.abc import Iterator
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


@pytest.fixture
def screen(stack: Settings, tmp_path: Path) -> Iterator[Screen]:
    """A browser nobody has used before, as wide as a desk's screen."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert chromium, "install chromium (./brokersync test does)"
    assert driver, "install chromium-driver (./brokersync test does)"
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for option in (*OPTIONS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options, Service(driver))
    browser.set_script_timeout(60)
    try:
        screen = Screen(browser, stack)
        screen.size(*DESK)
        yield screen
    finally:
        browser.quit()


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
