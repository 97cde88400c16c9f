from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestConversation(BrokersyncCommon):
    """Messages in the app between a trader and the desk, and who has read them."""

    def send(self, user, trader=None, body="Where is December?", channel="in_app"):
        conversations = self.env["brokersync.conversation"].with_user(user)
        return conversations.browse(conversations.send((trader or self.trader_a).id, channel, body))

    def last(self, conversation):
        return conversation.sudo().last_id

    def test_trader_writes_and_broker_answers(self):
        conversation = self.send(self.client_a)
        question = self.last(conversation)
        self.assertEqual((question.direction, question.broker_id.id), ("in", False))
        self.assertEqual(self.send(self.broker, body="61.25 bid"), conversation)
        answer = self.last(conversation)
        self.assertEqual((answer.direction, answer.broker_id), ("out", self.broker))
        self.assertEqual(
            conversation.with_user(self.client_a).communication_ids.mapped("body"),
            ["61.25 bid", "Where is December?"],
        )

    def test_each_side_reads_for_itself(self):
        conversation = self.send(self.client_a)
        self.send(self.client_a, body="Hello?")
        desk = conversation.with_user(self.broker)
        self.assertEqual((desk.desk_unread, desk.client_unread), (2, 0))
        conversation.with_user(self.client_a).mark_read()
        self.assertEqual(desk.desk_unread, 2)
        desk.mark_read()
        self.assertEqual(desk.desk_unread, 0)
        receipts = desk.communication_ids.status_ids
        self.assertEqual((receipts.mapped("state"), receipts.user_id), (["read"] * 2, self.broker))
        self.send(self.broker, body="61.25 bid")
        self.assertEqual(desk.client_unread, 1)
        conversation.with_user(self.client_a).mark_read()
        self.assertEqual(desk.client_unread, 0)
        self.assertEqual(desk.last_id.state, "read")

    def test_compliance_looks_on_without_a_trace_and_writes_nothing(self):
        conversation = self.send(self.client_a).with_user(self.compliance_officer)
        self.assertEqual(conversation.last_id.body, "Where is December?")
        conversation.mark_read()
        self.assertEqual(conversation.desk_unread, 1)
        with self.assertRaises(AccessError):
            self.send(self.compliance_officer)

    def test_nobody_writes_to_or_for_another_firm(self):
        for user in self.client_a, self.broker:
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.send(user, self.trader_b)
        with self.assertRaises(AccessError):
            self.send(self.client_a).with_user(self.client_b).mark_read()

    def test_a_colleague_neither_reads_nor_writes_here(self):
        _colleague, user = self._new_trader(self.firm_a, "TEST-A-2", "Arne Alpha")
        conversation = self.send(self.client_a)
        self.assertFalse(self.env["brokersync.conversation"].with_user(user).search([]))
        with self.assertRaises(AccessError):
            conversation.with_user(user).read(["preview"])
        with self.assertRaises(AccessError):
            self.send(user, self.trader_a)

    def test_a_trader_without_view_permission_writes_nothing(self):
        self.trader_a.can_view = False
        with self.assertRaises(AccessError):
            self.send(self.client_a)

    def test_an_empty_message_and_an_unknown_channel_are_refused(self):
        with self.assertRaisesRegex(UserError, "empty"):
            self.send(self.broker, body=" \n")
        with self.assertRaisesRegex(UserError, "U.0000"):
            self.send(self.broker, body="a\x00b")
        with self.assertRaisesRegex(UserError, "too many"):
            self.send(self.broker, body="a" * 20_001)
        with self.assertRaisesRegex(UserError, "cannot be sent"):
            self.send(self.broker, channel="webhook")
        with self.assertRaises(AccessError):
            self.send(self.client_a, channel="sms")

    def test_what_brokersync_sends_by_itself_waits_for_no_answer(self):
        conversation = self.send(self.client_a)
        question = self.last(conversation)
        notice = self.env["brokersync.communication"]._log(
            "in_app", "out", firm=self.firm_a, trader=self.trader_a, body="Filled"
        )
        self.assertEqual(notice.conversation_id, conversation)
        self.assertEqual((self.last(conversation), conversation.client_unread), (question, 0))

    def test_a_firm_has_a_conversation_of_its_own(self):
        log = self.env["brokersync.communication"]
        first = log._log("email", "in", firm=self.firm_a, subject="Invoice")
        second = log._log("email", "in", firm=self.firm_a, subject="Reminder")
        conversation = first.conversation_id
        self.assertEqual(conversation, second.conversation_id)
        self.assertFalse(conversation.trader_id)
        self.assertEqual(
            (conversation.preview, conversation.display_name), ("Reminder", "Alpha Grain")
        )
        self.assertFalse(self.env["brokersync.conversation"].with_user(self.client_a).search([]))

    def test_a_call_stands_among_the_messages(self):
        conversation = self.send(self.client_a)
        outcome = self.env.ref("brokersync_crm.interaction_outcome_closed").id
        calls = self.env["brokersync.interaction"].with_user(self.broker)
        for kind in "call", "meeting":
            kind_id = self.env.ref(f"brokersync_crm.interaction_type_{kind}").id
            calls += calls.create(
                {
                    "trader_id": self.trader_a.id,
                    "type_id": kind_id,
                    "outcome_id": outcome,
                    "subject": f"A {kind} about corn",
                    "notes": "Not for the log",
                }
            )
        call = conversation.communication_ids.filtered(lambda message: message.channel == "call")
        self.assertEqual(
            (call.subject, call.body, call.broker_id), ("A call about corn", False, self.broker)
        )
        self.assertEqual((call.res_model, call.res_id), (calls._name, calls[0].id))
        self.assertEqual(conversation.desk_unread, 1)

    def test_search_finds_people_firms_and_subjects_of_the_own_clients(self):
        log = self.env["brokersync.communication"]
        for trader in self.trader_a, self.trader_b:
            log._log("email", "in", firm=trader.firm_id, trader=trader, subject="Orinoco crude")
        conversations = self.env["brokersync.conversation"].with_user(self.broker)
        for words in "anna", "Alpha Gr", "TEST-A", "orinoco":
            with self.subTest(words):
                found = conversations.search([("search_text", "ilike", words)])
                self.assertEqual(found.trader_id, self.trader_a)
        for words in "bruno", "Beta", "nothing of the kind":
            self.assertFalse(conversations.search([("search_text", "ilike", words)]), words)
