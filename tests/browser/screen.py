"""A page in a real browser, as one person sees it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
    TimeoutException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tools.settings import Settings

SECONDS = 60
# What a page that is still being drawn may answer.
PASSING = [
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
]
LOGIN = """
const [database, login, done] = arguments;
fetch("/web/session/authenticate", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", params: { db: database, login, password: login } }),
}).then((answer) => answer.json()).then(({ error }) => done(error ? error.data.message : ""));
"""
STARTED = """
const [done] = arguments;
const look = () => {
    const env = odoo.loader?.modules.get("@odoo/owl")?.Component.env;
    const interactions = env?.services?.["public.interactions"];
    if (interactions) {
        interactions.isReady.then(() => done(true));
    } else {
        setTimeout(look, 50);
    }
};
look();
"""


class Screen:
    """Elements are named by CSS selectors; what is waited for comes within ``SECONDS``."""

    def __init__(self, driver: webdriver.Chrome, stack: Settings) -> None:
        self.driver = driver
        self._stack = stack

    def login(self, login: str, site: str = "") -> None:
        """As a demo user, whose password is the login; at another address of Odoo if one is given."""
        self.driver.get(f"{site or self._stack.odoo_url}/web/login")
        refusal = self.driver.execute_async_script(LOGIN, self._stack.database, login)
        assert not refusal, refusal

    def open(self, path: str) -> None:
        """Open a page of Odoo."""
        self.driver.get(self._stack.odoo_url + path)

    def started(self) -> None:
        """Wait until the scripts of a public page listen: a click before is lost."""
        self.driver.execute_async_script(STARTED)

    def size(self, width: int, height: int) -> None:
        """The viewport, as on a device of that size."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700},
        )

    def all(self, css: str, text: str = "") -> list[WebElement]:
        """Elements that contain a text, now."""
        found = self.driver.find_elements(By.CSS_SELECTOR, css)
        return [element for element in found if text in element.text]

    def texts(self, css: str) -> list[str]:
        """What stands in the elements, all read in one moment."""
        found = (
            "return [...document.querySelectorAll(arguments[0])].map((found) => found.innerText)"
        )
        return self.driver.execute_script(found, css)

    def one(self, css: str, text: str = "") -> WebElement:
        """Wait for an element that contains a text."""
        found: list[WebElement] = []

        def look() -> bool:
            found[:] = self.all(css, text)
            return bool(found)

        self.wait(look, f"{css} with {text!r}")
        return found[0]

    def gone(self, css: str, text: str = "") -> None:
        """Wait until there is no such element."""
        self.wait(lambda: not self.all(css, text), f"no {css} with {text!r}")

    def wait(self, condition: Callable[[], Any], what: str) -> None:
        """Wait until something holds; elements may be redrawn meanwhile."""
        waiting = WebDriverWait(self.driver, SECONDS, 0.05, ignored_exceptions=PASSING)
        try:
            waiting.until(lambda _driver: condition())
        except TimeoutException:
            raise AssertionError(f"waited {SECONDS} s for {what}\n{self._seen()}") from None

    def shown(self, css: str, text: str = "") -> None:
        """Wait until an element is there to be seen and used."""
        self.wait(
            lambda: any(e.is_displayed() for e in self.all(css, text)), f"{css} with {text!r}"
        )

    def click(self, css: str, text: str = "") -> None:
        """Click an element as soon as that is possible: it is there, enabled and not hidden or covered."""

        def click() -> bool:
            found = self.all(css, text)
            if not found or not found[0].is_enabled():
                return False
            found[0].click()
            return True

        self.wait(click, f"a click on {css} with {text!r}")

    def type(self, css: str, text: str) -> None:
        """Replace what is in an input, as soon as that is possible."""

        def enter() -> bool:
            found = self.all(css)
            if found:
                found[0].clear()
                found[0].send_keys(text)
            return bool(found)

        self.wait(enter, f"{css} to type {text!r}")

    def select(self, css: str, label: str) -> None:
        """Choose the option whose label begins so."""

        def choose() -> bool:
            for found in self.all(f"{css} option"):
                if found.text.startswith(label):
                    found.click()
                    return True
            return False

        self.wait(choose, f"the option {label!r} of {css}")

    def right_edge(self, css: str) -> float:
        """How far to the right the widest of some elements reaches, in pixels."""
        return self.driver.execute_script(
            "return Math.max(...[...document.querySelectorAll(arguments[0])]"
            ".map((element) => element.getBoundingClientRect().right))",
            css,
        )

    def is_live(self) -> None:
        """Wait until the page says that its market data is."""
        self.one("[data-state=live]")

    def errors(self) -> list[str]:
        """What pages wrote to the console as errors since the last call."""
        return [
            json.dumps(entry["message"])
            for entry in self.driver.get_log("browser")
            if entry["level"] == "SEVERE"
        ]

    def _seen(self) -> str:
        """What somebody would see now, for who reads of a failure."""
        text = "\n".join(body.text for body in self.driver.find_elements(By.TAG_NAME, "body"))
        lines = [line for line in text.splitlines() if line.strip()]
        return "\n".join([f"at {self.driver.current_url}", *lines[:40], *self.errors()])
