from odoo.tests import tagged

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestTicketNotice(BrokersyncCommon):
    """A question to the help desk finds somebody, and so does the answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        category = cls.env.ref("brokersync_crm.helpdesk_category_orders")
        tickets = cls.env["helpdesk.ticket"].with_user(cls.client_a)
        cls.ticket = tickets._open_from_portal("Fill looks wrong", category.id, "Twice").sudo(False)

    def notices(self, user):
        return self.env["brokersync.notification"].search(
            [("user_id", "=", user.id), ("event_id.code", "=like", "ticket.%")]
        )

    def post(self, user, **values):
        return self.ticket.with_user(user).message_post(
            body="Here you are", message_type="comment", **values
        )

    def test_the_firm_s_broker_is_told_of_a_question(self):
        notice = self.notices(self.broker)
        self.assertEqual(notice.title, f"{self.ticket.number}, Anna Alpha: Fill looks wrong")
        self.assertEqual(notice._about(), self.ticket)
        self.assertFalse(self.notices(self.risk_officer) | self.notices(self.client_a))

    def test_who_has_taken_it_is_told_of_what_follows(self):
        colleague = self._new_staff("bs_broker2", "group_broker")
        self.firm_a.broker_ids += colleague
        self.ticket.sudo().user_id = colleague
        self.post(self.client_a, subtype_xmlid="mail.mt_comment")
        self.assertEqual(len(self.notices(colleague)), 1)
        self.assertEqual(len(self.notices(self.broker)), 1, "of the question only")

    def test_client_is_told_of_the_answer_and_not_of_notes(self):
        self.post(self.broker, subtype_xmlid="mail.mt_note")
        self.assertFalse(self.notices(self.client_a))
        self.post(self.broker, subtype_xmlid="mail.mt_comment")
        notice = self.notices(self.client_a)
        self.assertEqual(notice.url, f"/my/ticket/{self.ticket.id}")

    def test_answer_reaches_who_asked_on_the_phone(self):
        ticket = (
            self.env["helpdesk.ticket"]
            .with_user(self.broker)
            .create(
                {
                    "name": "Asked by phone",
                    "description": "About fees",
                    "partner_id": self.trader_a.partner_id.id,
                }
            )
        )
        self.assertIn(self.trader_a.partner_id, ticket.message_partner_ids)
