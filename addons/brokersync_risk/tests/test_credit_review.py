from psycopg2 import IntegrityError

from odoo import Command
from odoo.addons.brokersync_crm.tests.onboarding_common import OnboardingCommon
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..const import START_LIMITS
from .common import RiskCommon

START = (START_LIMITS["max_order_qty"], 0, START_LIMITS["position_limit"], START_LIMITS["rate"])


class CreditCommon(OnboardingCommon, RiskCommon):
    """`review` is the credit review of the prospect, whose onboarding stands at "screening"."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.compliance_2 = cls._new_staff("bs_compliance_3", "group_compliance_officer")

    def setUp(self):
        super().setUp()
        self.bring_to("screening")
        self.review = self.onboarding.sudo().credit_review_ids.with_user(self.risk_officer)

    def admit(self, user=None):
        self.bring_to("approval")
        self.onboarding.with_user(user or self.compliance_2).action_approve()

    def limits(self):
        """Order, value, position and rate of the prospect's only limit."""
        account = self.env["brokersync.account"].search([("firm_id", "=", self.prospect.id)])
        limit = self.env["brokersync.risk.limit"].search([("account_id", "=", account.id)])
        return limit.max_order_qty, limit.max_notional, limit.position_limit, limit.rate


@tagged("post_install", "-at_install")
class TestCreditReview(CreditCommon):
    def test_the_pipeline_asks_the_risk_officers_once(self):
        self.assertEqual((self.review.state, self.review.firm_id), ("waiting", self.prospect))
        self.assertIn(self.risk_officer, self.review.activity_ids.user_id)
        self.env["brokersync.onboarding.decision"].with_user(self.compliance_officer).create(
            {
                "onboarding_id": self.onboarding.id,
                "decision": "send_back",
                "to_state": "documents",
                "reason": "Extract is old",
            }
        ).action_confirm()
        self.bring_to("screening")
        self.assertEqual(self.onboarding.sudo().credit_review_ids, self.review)

    def test_the_account_opens_with_what_was_granted(self):
        self.review.write({"max_order_qty": 7, "max_notional": 3_000_000_000, "position_limit": 30})
        self.review.action_grant()
        self.assertFalse(self.review.activity_ids)
        self.admit()
        self.assertEqual(self.limits(), (7, 3_000_000_000, 30, START_LIMITS["rate"]))

    def test_the_gate_hears_of_account_and_limit_together(self):
        version = self.seam.reference("T1", 0)["version"]
        self.admit()
        (row,) = [row for row in self.rows_since(version).values() if row["code"] == "TEST-P-01"]
        self.assertEqual(row["position_limit"], START_LIMITS["position_limit"])

    def test_undecided_credit_is_the_houses(self):
        self.review.write({"max_order_qty": 5_000, "position_limit": 9_000})
        self.admit()
        self.assertEqual(self.limits(), START)

    def test_the_house_changes_its_starting_limits(self):
        settings = self.env["res.config.settings"].create({"brokersync_start_position_limit": 15})
        settings.set_values()
        self.admit()
        self.assertEqual(self.limits()[2], 15)
        with self.assert_refused(ValidationError, "New clients, Position limit"):
            settings.brokersync_start_position_limit = 0
            settings.set_values()

    def test_a_firm_with_an_account_keeps_its_limits(self):
        account = self.env["brokersync.account"].create(
            {"firm_id": self.prospect.id, "code": "TEST-P-09", "name": "Old"}
        )
        self.admit()
        self.assertFalse(account.risk_limit_ids)

    def test_refused_credit_stops_the_approval(self):
        with self.assert_refused(UserError, "Reason: say why"):
            self.review.action_refuse()
        self.review.reason = "Two references did not answer"
        self.review.action_refuse()
        self.bring_to("approval")
        with self.assert_refused(UserError, "Credit: refused by .*Two references"):
            self.admit()
        self.review.action_decide_again()
        self.assertIn(self.risk_officer, self.review.activity_ids.user_id)
        self.review.action_grant()
        self.onboarding.with_user(self.compliance_2).action_approve()
        self.assertEqual(self.onboarding.state, "approved")

    def test_numbers_that_are_no_limits(self):
        for values, said in (
            ({"position_limit": -1}, r"Position limit \(position_limit\): -1"),
            ({"max_order_qty": 1.5}, r"Largest order \(max_order_qty\): 1.5"),
            ({"max_notional": 10**13}, r"Largest order value \(max_notional\)"),
        ):
            with self.subTest(values), self.assert_refused(ValidationError, said):
                self.review.write(values)
        self.review.position_limit = 0
        with self.assert_refused(UserError, "Position limit: set one above zero"):
            self.review.action_grant()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cr.execute(
                "UPDATE brokersync_credit_review SET state = 'granted' WHERE id = %s",
                [self.review.id],
            )


@tagged("post_install", "-at_install")
class TestCreditReviewAccess(CreditCommon):
    def test_only_risk_officers_decide(self):
        for user in self.broker, self.compliance_officer:
            review = self.review.with_user(user)
            self.assertEqual(review.state, "waiting")
            for method in "action_grant", "action_decide_again":
                with (
                    self.subTest(f"{method} as {user.login}"),
                    self.assert_refused(AccessError, ""),
                ):
                    getattr(review, method)()
            with self.assert_refused(AccessError, ""):
                review.position_limit = 99
        with self.assert_refused(AccessError, ""):
            self.review.with_user(self.client_p).read(["state"])

    def test_a_decision_is_not_written_by_hand(self):
        for values in (
            {"state": "granted"},
            {"decided_by_id": self.second_officer.id},
            {"decided_at": "2026-01-01 00:00:00"},
            {"onboarding_id": False},
        ):
            with self.subTest(values), self.assert_refused(AccessError, "Not yours to set"):
                self.review.write(values)
        with self.assert_refused(AccessError, ""):
            self.env["brokersync.credit.review"].with_user(self.risk_officer).create(
                {"onboarding_id": self.onboarding.id}
            )

    def test_what_is_decided_stays_decided(self):
        self.review.action_grant()
        with self.assert_refused(UserError, "decided already"):
            self.review.action_grant()
        with self.assert_refused(UserError, "Take the decision back"):
            self.review.position_limit = 99
        self.admit()
        with self.assert_refused(UserError, "is closed"):
            self.review.action_decide_again()

    def test_who_decided_the_credit_does_not_approve(self):
        self.risk_officer.group_ids = [
            Command.link(self.env.ref("brokersync_crm.group_compliance_officer").id)
        ]
        self.review.action_grant()
        with self.assert_refused(UserError, "another compliance officer"):
            self.admit(self.risk_officer)
