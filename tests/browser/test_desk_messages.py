"""The broker's inbox: a client's message arrives by itself, is read and answered, and the answer's receipt is seen."""

from uuid import uuid4

import httpx
import pytest

from tests.seam.books import Odoo

LOGIN = "client"
ROW, IN, OUT = ".o_brokersync_inbox_row", "article.o_brokersync_in", "article.o_brokersync_out"
COUNT = ".o_brokersync_inbox_count"


class Client:
    """The person at the other end."""

    def __init__(self, stack):
        self.stack = stack
        self.odoo = Odoo(stack, LOGIN)
        self.trader = self.odoo("brokersync.trader", "search", [["user_id", "=", self.odoo.uid]])

    def write(self, text):
        return self.odoo("brokersync.conversation", "send", *self.trader, "in_app", text)

    def open_messages(self):
        """The page of the portal, as HTML: what is on it has been read."""
        with httpx.Client(base_url=self.stack.odoo_url, timeout=60) as browser:
            who = {"db": self.stack.database, "login": LOGIN, "password": LOGIN}
            browser.post("/web/session/authenticate", json={"params": who})
            return browser.get("/my/messages").raise_for_status().text


@pytest.fixture
def client(stack):
    return Client(stack)


@pytest.fixture
def inbox(screen):
    screen.login("broker")
    screen.open("/odoo/messages")
    screen.one(".o_brokersync_inbox_rows")
    return screen


def test_a_message_arrives_is_read_answered_and_its_receipt_seen(inbox, client):
    question, answer = f"December? {uuid4().hex[:8]}", f"61.25 bid {uuid4().hex[:8]}"
    conversation = client.write(question)
    inbox.one(f"{ROW}.o_brokersync_waiting .o_brokersync_inbox_preview", question)
    row = f"{ROW}[data-id='{conversation}']"
    inbox.one(f"{row} {COUNT}")
    inbox.click(row)
    inbox.one(IN, question)
    inbox.gone(f"{row} {COUNT}")
    inbox.type(".o_brokersync_composer textarea", answer)
    inbox.click(".o_brokersync_composer button", "Send message")
    inbox.one(OUT, answer)
    inbox.one(f"{row} .o_brokersync_inbox_preview", f"You: {answer}")
    assert not any(answer in text and "Read" in text for text in inbox.texts(OUT))
    assert answer in client.open_messages()
    inbox.wait(
        lambda: any(answer in text and "Read" in text for text in inbox.texts(OUT)), "the receipt"
    )
    assert inbox.errors() == []


def test_unread_ones_alone_are_shown(inbox, client):
    text = f"Hello? {uuid4().hex[:8]}"
    client.write(text)
    inbox.one(ROW, text)
    inbox.click(".o_brokersync_inbox_head button", "Unread")
    inbox.one(f"{ROW}.o_brokersync_waiting", text)
    inbox.gone(f"{ROW}:not(.o_brokersync_waiting)")
