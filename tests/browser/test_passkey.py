"""A passkey, with an authenticator that the browser itself plays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.screen import Screen
from tests.seam.books import Odoo
from tools.settings import Settings

CLIENT = "client2"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def screen(unused_screen: Screen) -> Screen:
    return unused_screen


@pytest.fixture
def site(screen: Screen, stack: Settings) -> Iterator[str]:
    """The stack under the name `localhost`: a passkey belongs to a name, an address will not do."""
    admin = Odoo(stack, "admin")
    url = f"http://localhost:{stack.odoo_port}"
    before = admin("ir.config_parameter", "get_param", "web.base.url")
    admin("ir.config_parameter", "set_param", "web.base.url", url)
    screen.driver.execute_cdp_cmd("WebAuthn.enable", {})
    screen.driver.execute_cdp_cmd("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield url
    admin("ir.config_parameter", "set_param", "web.base.url", before)
    keys = admin("auth.passkey.key", "search", [["create_uid.login", "=", CLIENT]])
    admin("auth.passkey.key", "unlink", keys)


def leave(screen: Screen) -> None:
    """Forget the session, once nothing of the page asks the server any more: its answer would bring another session."""
    screen.driver.execute_async_script(
        "const [done] = arguments; navigator.serviceWorker.ready.then(() => done());"
    )
    screen.driver.get("about:blank")
    screen.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})


def test_a_client_makes_a_passkey_and_logs_in_with_it(screen: Screen, site: str) -> None:
    screen.login(CLIENT, site)
    screen.driver.get(f"{site}/my/security")
    screen.started()
    screen.click("section[name=portal_passkey_management] button", "Add Passkey")
    screen.shown(".modal input[type=password]")
    screen.type(".modal input[type=password]", CLIENT)
    screen.click(".modal button", "Confirm Password")
    screen.shown(".modal input[name=keyname]")
    screen.type(".modal input[name=keyname]", "Desk key")
    screen.click(".modal button", "Create")
    screen.one("section[name=portal_passkey_management]", "Desk key")
    leave(screen)
    screen.driver.get(f"{site}/web/login?debug=0")
    screen.started()
    screen.click(".passkey_login_link", "Passkey")
    screen.one("h1", "Alpine Fuel Logistics")
