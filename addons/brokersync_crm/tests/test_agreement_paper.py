import hashlib
from io import BytesIO

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .onboarding_common import OnboardingCommon


@tagged("post_install", "-at_install")
class TestAgreementPaper(OnboardingCommon, HttpCase):
    """The PDF of a signature: printed once, kept, given to the own firm and its staff only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.terms = cls.env.ref("brokersync_crm.agreement_terms_1")
        cls.signed = (
            cls.env["brokersync.agreement"]
            .with_user(cls.client_p)
            ._sign(cls.prospect, cls.terms, "Łucja 李小龍", cls.terms.sha256, "192.0.2.7")
        )
        cls.other_onboarding = cls.env["brokersync.onboarding"].create({"firm_id": cls.firm_a.id})

    def portal(self, login):
        self.authenticate(login, login)
        return self.url_open(f"/my/onboarding/agreement/{self.signed.id}")

    def backend(self, login):
        self.authenticate(login, login)
        return self.url_open(f"/brokersync/agreement/{self.signed.id}")

    def test_what_is_printed(self):
        text = "".join(
            page.extract_text() for page in PdfReader(BytesIO(self.signed._paper())).pages
        )
        for part in (
            "Terms of business",
            "Pending Grain (TEST-P)",
            "Łucja 李小龍",
            self.client_p.login,
            f"{self.signed.signed_at:%Y-%m-%d %H:%M:%S} UTC",
            "192.0.2.7",
            self.signed.sha256[:32],
            self.env.company.name,
            "An order is binding",
        ):
            with self.subTest(part):
                self.assertIn(part, text)

    def test_it_is_kept_and_not_printed_again(self):
        paper = self.signed._paper()
        self.assertEqual(hashlib.sha256(paper).hexdigest(), self.signed.paper_sha256)
        self.prospect.name = "Renamed Grain"
        self.env.company.name = "Renamed Brokerage"
        self.signed.invalidate_recordset()
        self.assertEqual(self.signed._paper(), paper)

    def test_another_file_in_its_place_is_given_to_nobody(self):
        stored = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "brokersync.agreement"),
                ("res_field", "=", "paper"),
                ("res_id", "=", self.signed.id),
            ]
        )
        stored.raw = b"%PDF-1.4 another"
        self.signed.invalidate_recordset()
        with mute_logger("odoo.addons.brokersync_crm.models.brokersync_agreement"):
            with self.assertRaisesRegex(UserError, "no paper"):
                self.signed._paper()
            self.assertEqual(self.portal("test-p-1").status_code, 404)

    def test_the_own_firm_downloads_it(self):
        answer = self.portal("test-p-1")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(hashlib.sha256(answer.content).hexdigest(), self.signed.paper_sha256)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        disposition = answer.headers["Content-Disposition"]
        self.assertTrue(disposition.startswith("attachment"))
        self.assertIn("TEST-P-terms-1.pdf", disposition)
        self.assertIn("no-store", answer.headers["Cache-Control"])
        page = self.url_open("/my/onboarding/agreements").text
        self.assertIn(f"/my/onboarding/agreement/{self.signed.id}", page)

    def test_another_firm_does_not(self):
        self.assertEqual(self.portal("test-a-1").status_code, 404)
        self.assertEqual(self.backend("test-a-1").status_code, 404)
        self.assertEqual(self.backend("test-p-1").status_code, 404)
        self.logout()
        answer = self.url_open(f"/my/onboarding/agreement/{self.signed.id}", allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])

    def test_staff_of_the_firm_and_compliance_download_it(self):
        for login in "bs_broker", "bs_compliance", "bs_risk":
            with self.subTest(login):
                answer = self.backend(login)
                self.assertEqual(answer.status_code, 200)
                self.assertTrue(answer.content.startswith(b"%PDF-"))
        self.prospect.broker_ids = False
        self.assertEqual(self.backend("bs_broker").status_code, 404)
        with self.assertRaises(AccessError):
            self.signed.with_user(self.broker).action_download()

    def test_the_field_itself_is_for_nobody(self):
        for user in self.broker, self.compliance_officer, self.client_p:
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.signed.with_user(user).read(["paper"])

    def test_the_name_of_the_file_is_safe(self):
        draft = self.env["brokersync.agreement.template"].create(
            {"code": '../../ü"x', "name": "X", "body": "<p>x</p>"}
        )
        draft.with_user(self.compliance_officer).action_publish()
        self.assertEqual(self.sign(draft)._paper_name(), "TEST-P-x-1.pdf")

    def test_a_signature_from_before_the_papers(self):
        old = self.env["brokersync.agreement"].create(
            {
                "firm_id": self.firm_a.id,
                "template_id": self.terms.id,
                "user_id": self.client_a.id,
                "signer": "Anna Alpha",
                "sha256": self.terms.sha256,
                "body": self.terms.body,
            }
        )
        with self.assertRaisesRegex(UserError, "no paper"):
            old._paper()
        self.authenticate("test-a-1", "test-a-1")
        self.assertEqual(self.url_open(f"/my/onboarding/agreement/{old.id}").status_code, 404)
        self.assertNotIn(
            f"/my/onboarding/agreement/{old.id}", self.url_open("/my/onboarding/agreements").text
        )
