from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestAccess(BrokersyncCommon):
    """Who may see and change which firm. Each right has one test that is allowed and one that is refused."""

    def firms_of(self, user):
        """The two test firms as far as `user` finds them."""
        return (
            self.env["brokersync.firm"]
            .with_user(user)
            .search([("id", "in", (self.firm_a | self.firm_b).ids)])
        )

    def test_client_sees_the_own_firm_only(self):
        self.assertEqual(self.firms_of(self.client_a), self.firm_a)
        self.assertEqual(self.firm_a.with_user(self.client_a).name, "Alpha Grain")
        with self.assertRaises(AccessError):
            self.firm_b.with_user(self.client_a).read(["name"])

    def test_client_sees_nothing_of_another_firm_by_any_way_of_reading(self):
        firms = self.env["brokersync.firm"].with_user(self.client_a)
        of_b = [("id", "=", self.firm_b.id)]
        self.assertFalse(firms.name_search("Beta"))
        self.assertFalse(firms.search_read(of_b, ["name"]))
        self.assertEqual(firms.search_count(of_b), 0)
        self.assertFalse(firms.formatted_read_group(of_b, ["code"], ["__count"]))
        self.assertFalse(firms.web_search_read(of_b, {"name": {}})["records"])
        self.client_a.group_ids += self.env.ref("base.group_allow_export")
        self.assertEqual(
            firms.browse(self.firm_a.id).export_data(["name"])["datas"], [["Alpha Grain"]]
        )
        with self.assertRaises(AccessError):
            firms.browse(self.firm_b.id).export_data(["name"])

    def test_client_cannot_find_out_another_firm_by_searching_through_it(self):
        self.assertFalse(
            self.env["brokersync.trader"]
            .with_user(self.client_a)
            .search([("firm_id.code", "=", "TEST-B")])
        )
        self.assertFalse(
            self.env["res.partner"].with_user(self.client_a).search([("name", "=", "Beta Metals")])
        )

    def test_client_sees_colleagues_only(self):
        traders = self.env["brokersync.trader"].with_user(self.client_a)
        self.assertEqual(traders.search([]), self.trader_a)
        with self.assertRaises(AccessError):
            self.trader_b.with_user(self.client_a).read(["name"])

    def test_client_does_not_read_what_staff_note_about_the_contact(self):
        self.firm_a.with_user(self.broker).comment = "Slow payer"
        self.trader_a.comment = "Hard to reach"
        for record in self.firm_a, self.firm_a.partner_id, self.trader_a, self.trader_a.partner_id:
            with self.subTest(record):
                record = record.with_user(self.client_a)
                self.assertNotIn("comment", record.fields_get())
                with self.assertRaises(AccessError):
                    record.read(["comment"])
                with self.assertRaises(AccessError):
                    record.search([("comment", "ilike", "slow")])
        self.assertIn("Slow payer", self.firm_a.with_user(self.broker).comment)

    def test_client_changes_no_firm(self):
        for firm in self.firm_a, self.firm_b:
            with self.assertRaises(AccessError):
                firm.with_user(self.client_a).write({"name": "Mine"})
        with self.assertRaises(AccessError):
            self.trader_a.with_user(self.client_a).can_trade = True

    def test_client_without_view_permission_sees_nothing(self):
        self.trader_a.can_view = False
        self.assertFalse(self.firms_of(self.client_a))

    def test_portal_user_who_is_no_trader_sees_nothing(self):
        self.trader_a.partner_id = self.env["res.partner"].create({"name": "Successor"})
        self.assertFalse(self.firms_of(self.client_a))

    def test_broker_works_for_assigned_firms(self):
        self.assertEqual(self.firms_of(self.broker), self.firm_a)
        self.firm_a.with_user(self.broker).city = "Oslo"
        self.assertEqual(self.firm_a.partner_id.city, "Oslo")
        with self.assertRaises(AccessError):
            self.firm_b.with_user(self.broker).city = "Oslo"

    def test_assignment_takes_effect_at_once(self):
        self.assertEqual(self.firms_of(self.broker), self.firm_a)
        self.firm_b.broker_ids = self.broker
        self.assertEqual(self.firms_of(self.broker), self.firm_a | self.firm_b)
        self.firm_b.broker_ids = False
        self.assertEqual(self.firms_of(self.broker), self.firm_a)

    def test_broker_changes_contacts_of_assigned_firms_only(self):
        self.firm_a.partner_id.with_user(self.broker).phone = "+31 10 555 0001"
        with self.assertRaises(AccessError):
            self.firm_b.partner_id.with_user(self.broker).phone = "+31 10 555 0002"
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.broker).create(
                {"name": "Spy", "parent_id": self.firm_b.partner_id.id}
            )

    def test_new_firm_belongs_to_the_broker_who_adds_it(self):
        firm = (
            self.env["brokersync.firm"]
            .with_user(self.broker)
            .create({"code": "TEST-C", "name": "Gamma Oil"})
        )
        self.assertEqual(firm.broker_ids, self.broker)
        trader = (
            self.env["brokersync.trader"]
            .with_user(self.broker)
            .create({"firm_id": firm.id, "name": "Gil"})
        )
        self.assertEqual(trader.parent_id, firm.partner_id)
        with self.assertRaises(AccessError):
            self.env["brokersync.trader"].with_user(self.broker).create(
                {"firm_id": self.firm_b.id, "name": "Spy"}
            )

    def test_oversight_sees_every_firm(self):
        for user in self.risk_officer, self.compliance_officer, self.administrator:
            self.assertEqual(self.firms_of(user), self.firm_a | self.firm_b, user.login)

    def test_risk_officer_changes_no_firm_and_compliance_officer_does(self):
        self.firm_b.with_user(self.compliance_officer).action_suspend()
        self.assertEqual(self.firm_b.account_status, "suspended")
        with self.assertRaises(AccessError):
            self.firm_b.with_user(self.risk_officer).action_activate()

    def test_only_the_administrator_deletes(self):
        for user in self.broker, self.risk_officer, self.compliance_officer:
            with self.assertRaises(AccessError):
                self.firm_a.with_user(user).unlink()
        self.assertTrue(self.firm_a.with_user(self.administrator).has_access("unlink"))

    def test_other_staff_and_the_sidecar_see_nothing(self):
        for user in self.internal_user, self.sidecar_user:
            for model in "brokersync.firm", "brokersync.trader":
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
