"""Rights withdrawn in Odoo end at the market at once (FAULTS 79)."""

import json
import time

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.seam.books import Odoo, Seam, wait
from tools import stack as stacks

UNAUTHENTICATED = 4001
AT_MOST = 30  # seconds; five is the rule, on a machine that does nothing else
LOGIN = "client2"


@pytest.fixture
def seam(stack):
    """Both sides running, before and after, and the trader with all rights of the role."""
    stacks.start(stack, attached=True)
    seam = Seam(stack)
    wait(lambda: seam.health().get("ready"), 60)
    yield seam
    stacks.start(stack, attached=True)


@pytest.fixture
def trader(seam):
    """The trader behind the login, as its broker changes it."""
    odoo = Odoo(seam.stack, "broker")
    [trader_id] = odoo("brokersync.trader", "search", [["user_id.login", "=", LOGIN]])
    yield lambda **values: odoo("brokersync.trader", "write", [trader_id], values)
    odoo("brokersync.trader", "write", [trader_id], {"can_view": True, "can_trade": True})


def token_of(seam: Seam, login: str) -> str:
    """The token Odoo gives a browser of this login."""
    with httpx.Client(base_url=seam.stack.odoo_url, timeout=60) as browser:
        params = {"db": seam.stack.database, "login": login, "password": login}
        answer = browser.post("/web/session/authenticate", json={"params": params}).json()
        assert "error" not in answer, answer
        return browser.post("/brokersync/token", json={"params": {}}).json()["result"]["token"]


def logged_in(seam: Seam, token: str):
    """A WebSocket that the sidecar has let in; None when it has not."""
    socket = connect(seam.ws_url)
    socket.send(json.dumps({"op": "login", "token": token}))
    try:
        return socket if json.loads(socket.recv(60))[0]["type"] == "login_ok" else None
    except ConnectionClosed:
        return None


def seconds_until_closed(socket) -> tuple[float, int]:
    """How long the socket stayed open, and the code it was closed with."""
    began = time.monotonic()
    try:
        while True:
            socket.recv(AT_MOST)
    except ConnectionClosed as closed:
        return time.monotonic() - began, closed.rcvd.code


def test_an_open_socket_ends_when_the_right_does(seam, trader):
    token = token_of(seam, LOGIN)
    socket = logged_in(seam, token)
    trader(can_view=False)
    seconds, code = seconds_until_closed(socket)
    assert (code, seconds < AT_MOST) == (UNAUTHENTICATED, True)
    assert logged_in(seam, token) is None, "the token from before is worthless"


def test_a_smaller_right_takes_a_new_token(seam, trader):
    socket = logged_in(seam, token_of(seam, LOGIN))
    trader(can_trade=False)
    assert seconds_until_closed(socket)[1] == UNAUTHENTICATED
    time.sleep(1)  # tokens count in whole seconds: one of the same second is refused too
    assert logged_in(seam, token_of(seam, LOGIN))


def test_others_stay(seam, trader):
    bystander = logged_in(seam, token_of(seam, "client"))
    trader(can_view=False)
    bystander.send(json.dumps({"op": "ping", "id": 1}))
    assert json.loads(bystander.recv(AT_MOST))[0]["type"] == "pong"
