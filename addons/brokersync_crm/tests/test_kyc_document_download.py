from odoo.tests import HttpCase, tagged

from . import document_files as files
from .onboarding_common import OnboardingCommon


@tagged("post_install", "-at_install")
class TestKycDocumentDownload(OnboardingCommon, HttpCase):
    """A file leaves as a download, to whom it may go, and by no other address (FAULTS 66, 95)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type = cls.env.ref("brokersync_crm.document_type_articles")
        cls.document = cls.env["brokersync.kyc.document"]._receive(
            cls.prospect, cls.type, files.PDF, "Ärtikel\r\nX: y.pdf"
        )
        cls.url = f"/brokersync/kyc/document/{cls.document.id}"

    def get(self, login, url):
        self.authenticate(login, login)
        return self.url_open(url)

    def test_clean_file_is_a_download(self):
        self.document.scan_state = "clean"
        answer = self.get("bs_broker", self.url)
        self.assertEqual((answer.status_code, answer.content), (200, files.PDF))
        self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment"))
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", answer.headers["Content-Security-Policy"])
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertNotIn("X", answer.headers)

    def test_unscanned_file_goes_to_compliance_who_was_warned(self):
        for login, query, status in (
            ("bs_broker", "", 403),
            ("bs_broker", "?unscanned=1", 403),
            ("bs_compliance", "", 403),
            ("bs_compliance", "?unscanned=1", 200),
        ):
            with self.subTest(f"{login} {query}"):
                self.assertEqual(self.get(login, self.url + query).status_code, status)

    def test_quarantined_file_goes_to_nobody(self):
        self.document.scan_state = "quarantined"
        for login in "bs_broker", "bs_compliance", "bs_administrator":
            with self.subTest(login):
                self.assertEqual(self.get(login, f"{self.url}?unscanned=1").status_code, 403)

    def test_for_others_it_does_not_exist(self):
        self.document.scan_state = "clean"
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", self.document._name), ("res_field", "=", "data")], limit=1
        )
        self.assertTrue(attachment)
        model = f"brokersync.kyc.document/{self.document.id}/data"
        self.set_brokers()
        for login in "bs_broker", "test-a-1", "bs_internal":
            with self.subTest(login):
                self.assertEqual(self.get(login, self.url).status_code, 404)
        for login in "bs_broker", "test-a-1", "bs_compliance", "bs_administrator":
            for url in (
                f"/web/content/{attachment.id}",
                f"/web/content/{model}",
                f"/web/content/{model}?download=false",
                f"/web/image/{model}",
                f"/web/image/{attachment.id}/256x256",
            ):
                answer = self.get(login, url)
                with self.subTest(f"{login} {url}"):
                    self.assertNotIn(b"%PDF", answer.content)
                    if "content" in url:
                        self.assertEqual(answer.status_code, 404)

    def test_visitor_is_sent_to_the_login(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(self.url).url)
