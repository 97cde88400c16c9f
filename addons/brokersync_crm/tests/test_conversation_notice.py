from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestConversationNotice(BrokersyncCommon):
    """Who is written to is told by the ways he or she has chosen, and never what was written."""

    def send(self, user, body="61.25 bid"):
        conversations = self.env["brokersync.conversation"].with_user(user)
        return conversations.browse(conversations.send(self.trader_a.id, "in_app", body))

    def notices(self, user):
        return self.env["brokersync.notification"].search(
            [("user_id", "=", user.id), ("event_id.category", "=", "message")]
        )

    def test_client_is_told_and_not_what(self):
        self.send(self.broker)
        notice = self.notices(self.client_a)
        self.assertEqual(notice.title, f"{self.broker.name} wrote to you")
        self.assertEqual(notice._target(), "/my/messages")
        self.assertEqual(notice.delivery_ids.mapped("channel"), ["email"])
        self.assertNotIn("61.25", f"{notice.title} {notice.body} {notice.facts}")
        self.assertFalse(self.notices(self.broker), "nobody is told of the own message")

    def test_several_are_one(self):
        for _ in range(3):
            self.send(self.broker)
        notice = self.notices(self.client_a)
        self.assertEqual(notice.title, "3 × Message from your broker")
        self.assertEqual(len(notice.delivery_ids), 1)

    def test_what_is_read_in_time_is_not_sent(self):
        conversation = self.send(self.broker)
        conversation.with_user(self.client_a).mark_read()
        notice = self.notices(self.client_a)
        self.assertTrue(notice.read_at)
        self.assertFalse(notice.delivery_ids)

    def test_what_was_tried_is_not_taken_back(self):
        conversation = self.send(self.broker)
        delivery = self.notices(self.client_a).delivery_ids
        delivery.attempts = 1
        conversation.with_user(self.client_a).mark_read()
        self.assertTrue(delivery.exists())

    def test_the_firm_s_brokers_are_told_and_one_reads_for_all(self):
        colleague = self._new_staff("bs_broker2", "group_broker")
        self.firm_a.broker_ids += colleague
        conversation = self.send(self.client_a)
        told = self.notices(self.broker) | self.notices(colleague)
        self.assertEqual(len(told), 2)
        self.assertEqual(set(told.mapped("url")), {f"/odoo/messages?trader_id={self.trader_a.id}"})
        conversation.with_user(colleague).mark_read()
        self.assertTrue(all(told.mapped("read_at")))

    def test_administrators_are_told_where_nobody_is_assigned(self):
        conversations = self.env["brokersync.conversation"].with_user(self.client_b)
        conversations.send(self.trader_b.id, "in_app", "Anybody there?")
        self.assertTrue(self.notices(self.administrator))
        self.assertFalse(self.notices(self.broker))

    def test_calls_and_old_mail_are_no_news(self):
        communications = self.env["brokersync.communication"]
        of_a = {"firm": self.firm_a, "trader": self.trader_a}
        communications._log("call", "in", **of_a)
        yesterday = fields.Datetime.now() - timedelta(days=1)
        communications._log("email", "in", sent_at=yesterday, **of_a)
        self.assertFalse(self.notices(self.broker))
        communications._log("email", "in", **of_a)
        self.assertTrue(self.notices(self.broker))

    def test_who_may_not_view_is_not_told(self):
        self.trader_a.can_view = False
        self.send(self.broker)
        self.assertFalse(self.notices(self.client_a))
