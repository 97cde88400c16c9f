from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestContacts(BrokersyncCommon):
    """Contacts and logins of clients' people: for the brokers of their firm, and for staff who see all firms."""

    def people(self, user):
        both = self.trader_a | self.trader_b
        partners = (
            self.env["res.partner"].with_user(user).search([("id", "in", both.partner_id.ids)])
        )
        users = self.env["res.users"].with_user(user).search([("id", "in", both.user_id.ids)])
        return partners.sudo(), users.sudo()

    def test_who_sees_whom(self):
        own = (self.trader_a.partner_id, self.client_a)
        both = (own[0] | self.trader_b.partner_id, own[1] | self.client_b)
        nobody = (self.env["res.partner"], self.env["res.users"])
        for user, seen in (
            (self.broker, own),
            (self.risk_officer, both),
            (self.compliance_officer, both),
            (self.administrator, both),
            (self.internal_user, nobody),
            (self.client_a, own),
        ):
            with self.subTest(user.login):
                self.assertEqual(self.people(user), seen)

    def test_by_name_address_and_group(self):
        partners = self.env["res.partner"].with_user(self.broker)
        self.assertTrue(partners.name_search("Anna Alpha"))
        self.assertFalse(partners.name_search("Bruno Beta"))
        domain = [("email", "=ilike", self.trader_b.email)]
        self.assertFalse(partners.search_count(domain))
        self.assertFalse(partners.formatted_read_group(domain, ["email"], ["__count"]))
        for record in self.firm_b.partner_id, self.client_b:
            with self.assertRaises(AccessError):
                record.with_user(self.broker).read(["name"])

    def test_colleagues_and_suppliers_are_everybodys(self):
        supplier = self.env["res.partner"].create({"name": "Data feed Ltd"})
        for user in self.broker, self.internal_user:
            self.assertEqual(supplier.with_user(user).name, "Data feed Ltd")
            self.assertEqual(self.risk_officer.with_user(user).name, self.risk_officer.name)

    def test_it_follows_the_assignment(self):
        self.firm_b.broker_ids += self.broker
        self.assertEqual(self.people(self.broker)[1], self.client_a | self.client_b)
        self.firm_a.broker_ids -= self.broker
        self.assertEqual(self.people(self.broker)[1], self.client_b)

    def test_a_record_that_names_such_a_person_opens(self):
        """Conversations and records of colleagues show the name, and nothing more of the person."""
        supplier = self.env["res.partner"].create({"name": "Data feed Ltd"})
        supplier.message_post(body="From a client", author_id=self.trader_b.partner_id.id)
        supplier.message_subscribe(self.trader_b.partner_id.ids)
        as_broker = supplier.with_user(self.broker)
        [message] = as_broker.message_ids.filtered("author_id").read(["author_id", "body"])[:1]
        self.assertIn("Bruno Beta", message["author_id"][1])
        as_broker.message_post(
            body="An answer", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
