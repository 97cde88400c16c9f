from lxml import html

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import BrokersyncCommon
from .live_common import LiveCase

NOTICE = "brokersync_crm/conversation"


@tagged("post_install", "-at_install")
class TestPortalMessages(BrokersyncCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.authenticate("test-a-1", "test-a-1")
        self.conversations = self.env["brokersync.conversation"]

    def page(self, query=""):
        return html.fromstring(self.url_open(f"/my/messages{query}").content)

    def texts(self, page=None):
        found = (self.page() if page is None else page).find_class("o_brokersync_message_text")
        return [text.text_content() for text in found]

    def answer(self, body="61.25 bid"):
        return self.conversations.with_user(self.broker).send(self.trader_a.id, "in_app", body)

    def post(self, body):
        return self.url_open("/my/messages", {"body": body, "csrf_token": Request.csrf_token(self)})

    def test_writing_and_reading(self):
        page = html.fromstring(self.post("Where is <b>corn</b>?").content)
        self.assertEqual(self.texts(page), ["Where is <b>corn</b>?"])
        conversation = self.conversations.search([("trader_id", "=", self.trader_a.id)])
        self.assertEqual((conversation.desk_unread, conversation.last_id.direction), (1, "in"))
        self.answer()
        self.assertEqual(self.texts(), ["Where is <b>corn</b>?", "61.25 bid"])
        self.assertEqual(conversation.client_unread, 0)
        self.assertEqual(conversation.last_id.state, "read")

    def test_a_form_without_token_is_refused(self):
        self.assertEqual(self.url_open("/my/messages", {"body": "Hello"}).status_code, 400)
        self.assertFalse(self.texts())

    def test_what_cannot_be_sent_stays_in_the_form(self):
        page = html.fromstring(self.post("a" * 20_001).content)
        self.assertIn("too many", page.xpath("//*[@role='alert']")[0].text_content())
        self.assertEqual(len(page.xpath("//textarea")[0].text_content()), 20_001)
        self.assertFalse(self.texts(page))

    def test_only_the_own_conversation(self):
        self.answer("For Anna only")
        _colleague, _user = self._new_trader(self.firm_a, "TEST-A-2", "Arne Alpha")
        for login in "test-a-2", "test-b-1":
            self.authenticate(login, login)
            self.assertFalse(self.texts(), login)

    def test_without_view_permission_there_is_nothing_and_nothing_is_sent(self):
        self.answer()
        self.trader_a.can_view = False
        self.assertIn("not connected", self.page().text_content())
        self.post("Hello")
        self.assertFalse(
            self.conversations.search([("trader_id", "=", self.trader_a.id)]).desk_unread
        )

    def test_long_conversations_come_in_parts(self):
        log = self.env["brokersync.communication"]
        for number in range(60):
            log._log(
                "in_app", "in", firm=self.firm_a, trader=self.trader_a, body=f"Message {number}"
            )
        self.assertEqual(self.texts()[0], "Message 10")
        self.assertEqual(len(self.texts(self.page("?limit=100"))), 60)
        for wrong in "-5", "x", "1e9":
            self.assertEqual(len(self.texts(self.page(f"?limit={wrong}"))), 50, wrong)

    def test_unread_messages_are_on_the_home(self):
        self.assertNotIn("Your broker wrote", self.url_open("/my").text)
        self.answer()
        self.assertIn("Your broker wrote", self.url_open("/my").text)
        self.page()
        self.assertNotIn("Your broker wrote", self.url_open("/my").text)


@tagged("post_install", "-at_install")
class TestMessagesLive(BrokersyncCommon, LiveCase):
    """Both sides hear of a message without reloading; nobody else does, and the bus carries no text."""

    def heard_by(self, user):
        websocket = self.listen(user, [NOTICE])
        conversations = self.env["brokersync.conversation"].with_user(self.client_a)
        conversation = conversations.send(self.trader_a.id, "in_app", "A secret")
        return conversation, self.heard(websocket, user, NOTICE)

    def test_both_sides_hear(self):
        for user in self.client_a, self.broker:
            with self.subTest(user.login):
                conversation, payloads = self.heard_by(user)
                self.assertEqual(payloads, [{"conversation": conversation}])

    def test_strangers_hear_nothing(self):
        self.assertFalse(self.heard_by(self.client_b)[1])
