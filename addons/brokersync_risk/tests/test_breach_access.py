from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RiskCommon


@tagged("post_install", "-at_install")
class TestBreachAccess(RiskCommon):
    """Who sees breaches and who works on them."""

    def setUp(self):
        super().setUp()
        self.apply(self.refused(), self.refused(account="TEST-B-01"))
        self.breach_a, self.breach_b = self.breaches()

    def test_broker_sees_assigned_firms_only(self):
        self.assertEqual(self.breach_a.with_user(self.broker).count, 1)
        with self.assertRaises(AccessError):
            self.breach_b.with_user(self.broker).read(["count"])

    def test_oversight_sees_all(self):
        for user in self.risk_officer, self.compliance_officer, self.administrator:
            self.assertEqual(self.breach_b.with_user(user).count, 1)

    def test_clients_and_others_see_none(self):
        for user in self.client_a, self.internal_user, self.sidecar_user:
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.breach_a.with_user(user).read(["count"])

    def test_only_risk_officers_work_on_them(self):
        self.breach_a.with_user(self.risk_officer).note = "Seen"
        for user in self.broker, self.compliance_officer, self.client_a:
            with self.subTest(user.login):
                breach = self.breach_a.with_user(user)
                self.assertRaises(AccessError, breach.write, {"note": "Nothing to see"})
                self.assertRaises(AccessError, breach.action_acknowledge)
                self.assertRaises(AccessError, breach.action_close)

    def test_risk_officers_write_the_note_only(self):
        for values in {"state": "closed"}, {"count": 1}, {"firm_id": self.firm_b.id}:
            with self.subTest(values), self.assertRaises(UserError):
                self.breach_a.with_user(self.risk_officer).write(values)

    def test_nobody_makes_or_deletes_one(self):
        values = self.breach_a.read(["account_id", "firm_id", "code"], load=None)[0]
        for user in self.risk_officer, self.administrator:
            with self.assertRaises(AccessError):
                self.breach_a.with_user(user).create(values)
            with self.assertRaises(AccessError):
                self.breach_a.with_user(user).unlink()
