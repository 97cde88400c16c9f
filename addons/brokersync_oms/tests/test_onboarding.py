from odoo.addons.brokersync_crm.tests.onboarding_common import OnboardingCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestOnboardingAccounts(OnboardingCommon):
    def test_approval_opens_the_first_account_once(self):
        self.bring_to("approval")
        self.assertFalse(self.prospect.account_ids)
        self.onboarding.with_user(self.compliance_officer).action_approve()
        self.assertEqual(self.prospect.account_ids.code, "TEST-P-01")
        self.assertEqual(self.prospect.account_ids.status, "active")
        self.onboarding.sudo()._admit()
        self.assertEqual(len(self.prospect.account_ids), 1)

    def test_a_firm_that_was_here_before_keeps_its_accounts(self):
        account = self.env["brokersync.account"].create(
            {"firm_id": self.prospect.id, "code": "OLD-1", "name": "Old", "active": False}
        )
        self.onboarding.sudo()._open_accounts()
        self.assertEqual(
            self.env["brokersync.account"]
            .with_context(active_test=False)
            .search([("firm_id", "=", self.prospect.id)]),
            account,
        )
