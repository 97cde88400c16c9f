from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .onboarding_common import OnboardingCommon


@tagged("post_install", "-at_install")
class TestAgreement(OnboardingCommon):
    def setUp(self):
        super().setUp()
        self.terms = self.env.ref("brokersync_crm.agreement_terms_1")

    def missing(self):
        return self.onboarding._missing("agreements")

    def test_each_text_in_force_is_signed(self):
        self.assertIn("Terms of business (1): not signed yet", self.missing())
        signed = self.sign(self.terms)
        self.assertEqual(signed.user_id, self.client_p)
        self.assertEqual((signed.signer, signed.address), ("Petra Prospect", "::1"))
        self.assertEqual(signed.sha256, self.terms.sha256)
        self.assertEqual(signed.body, self.terms.body)
        self.assertTrue(signed.signed_at)
        self.assertNotIn("Terms of business (1): not signed yet", self.missing())

    def test_a_new_version_is_signed_anew_and_the_old_signature_stays(self):
        signed = self.sign(self.terms)
        self.terms.with_user(self.compliance_officer).action_new_version()
        draft = self.terms.search([("code", "=", "terms"), ("state", "=", "draft")])
        draft.with_user(self.compliance_officer).body = "<p>Stricter terms</p>"
        draft.with_user(self.compliance_officer).action_publish()
        self.assertIn("Terms of business (2): not signed yet", self.missing())
        self.assertNotIn("Stricter", signed.body)
        with self.assertRaisesRegex(UserError, "not there to be signed"):
            self.sign(self.terms)

    def test_what_is_signed_is_what_was_read(self):
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            self.sign(self.terms, sha256="0" * 64)
        for name in "", None, "  ", "PP":
            with self.subTest(name), self.assertRaisesRegex(UserError, "full name"):
                self.sign(self.terms, signer=name)
        self.sign(self.terms)
        with self.assertRaisesRegex(UserError, "not there to be signed"):
            self.sign(self.terms)

    def test_a_signature_stays(self):
        signed = self.sign(self.terms)
        for change in (lambda: signed.write({"signer": "X"}), signed.unlink):
            with self.assertRaisesRegex(UserError, "cannot be"):
                change()

    def test_nobody_signs_by_hand(self):
        for user in self.broker, self.compliance_officer, self.administrator, self.client_p:
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["brokersync.agreement"].with_user(user).create(
                    {"firm_id": self.prospect.id, "template_id": self.terms.id}
                )

    def test_a_text_in_force_stays_and_cannot_carry_scripts(self):
        with self.assertRaisesRegex(UserError, "new one"):
            self.terms.with_user(self.compliance_officer).body = "<p>Changed</p>"
        with self.assertRaises(AccessError):
            self.terms.with_user(self.broker).action_new_version()
        draft = self.terms.with_user(self.compliance_officer).create(
            {"code": "x", "name": "X", "body": "<p onclick='a()'>x<script>y</script></p>"}
        )
        self.assertNotIn("script", draft.body)
        self.assertNotIn("onclick", draft.body)
