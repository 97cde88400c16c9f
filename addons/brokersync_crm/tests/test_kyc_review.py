from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .onboarding_common import OnboardingCommon


@tagged("post_install", "-at_install")
class TestKycReview(OnboardingCommon):
    """Clients are looked at again: 36, 24 or 12 months after the approval."""

    def setUp(self):
        super().setUp()
        self.today = fields.Date.today()
        self.bring_to("approval")
        self.onboarding.with_user(self.compliance_officer).action_approve()

    def begin_review(self):
        self.prospect.kyc_next_review = self.today
        self.env["brokersync.onboarding"]._cron_review()
        return self.prospect.onboarding_ids.filtered(lambda record: record.kind == "review")

    def reject(self, review):
        self.env["brokersync.onboarding.decision"].with_user(self.compliance_officer).create(
            {"onboarding_id": review.id, "decision": "reject", "reason": "No answer"}
        ).action_confirm()

    def test_the_higher_the_risk_the_sooner(self):
        self.assertEqual(self.prospect.kyc_next_review, self.today + relativedelta(months=36))
        for risk, months in (("low", 36), ("medium", 24), ("high", 12), (False, 12)):
            self.prospect.kyc_risk = risk
            self.onboarding.sudo()._admit()
            with self.subTest(risk):
                self.assertEqual(
                    self.prospect.kyc_next_review, self.today + relativedelta(months=months)
                )
        self.env["ir.config_parameter"].set_param("brokersync_crm.kyc_review_months_high", 6)
        self.onboarding.sudo()._admit()
        self.assertEqual(self.prospect.kyc_next_review, self.today + relativedelta(months=6))

    def test_review_begins_when_due_and_once(self):
        self.env["brokersync.onboarding"]._cron_review()
        self.assertEqual(self.prospect.onboarding_ids, self.onboarding)
        review = self.begin_review()
        self.assertEqual((review.state, review.user_id), ("identity", self.broker))
        self.assertEqual(review.activity_ids.user_id, self.broker)
        self.env["brokersync.onboarding"]._cron_review()
        self.assertEqual(len(self.prospect.onboarding_ids), 2)

    def test_approved_review_sets_the_next_date(self):
        self.onboarding = self.begin_review()
        self.bring_to("approval")
        self.onboarding.with_user(self.compliance_officer).action_approve()
        self.assertEqual(self.prospect.account_status, "active")
        self.assertEqual(self.prospect.kyc_next_review, self.today + relativedelta(months=36))

    def test_rejected_review_suspends_until_it_is_approved(self):
        review = self.begin_review()
        self.reject(review)
        self.assertEqual(self.prospect.account_status, "suspended")
        for user in self.broker, self.compliance_officer, self.administrator:
            with self.subTest(user.login), self.assertRaisesRegex(UserError, "review"):
                self.prospect.with_user(user).action_activate()

    def test_a_suspension_for_another_reason_ends_as_before(self):
        self.prospect.account_status = "suspended"
        self.prospect.with_user(self.compliance_officer).action_activate()
        self.assertEqual(self.prospect.account_status, "active")
