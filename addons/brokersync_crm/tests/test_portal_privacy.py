import re

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestPortalPrivacy(BrokersyncCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.authenticate("test-a-1", "test-a-1")

    def post(self, path, **form):
        return self.url_open(path, data={"csrf_token": Request.csrf_token(self), **form}).text

    def test_consents_are_given_and_withdrawn(self):
        consents = self.env["brokersync.consent"]
        page = self.post("/my/privacy/consent", research="on")
        self.assertRegex(page, r'id="consent_research"[^>]*checked')
        self.assertTrue(consents._current(self.trader_a)["research"])
        self.assertNotRegex(self.post("/my/privacy/consent"), r'id="consent_research"[^>]*checked')
        self.assertFalse(consents._current(self.trader_a)["research"])

    def test_a_copy_is_asked_for_made_and_fetched_by_its_owner_only(self):
        page = self.post("/my/privacy/request", kind="access", regime="ccpa")
        self.assertIn("and answer by", page)
        self.assertIn(
            "is open already", self.post("/my/privacy/request", kind="access", regime="gdpr")
        )
        asked = self.env["brokersync.privacy.request"].search(
            [("trader_id", "=", self.trader_a.id)]
        )
        asked.with_user(self.compliance_officer).action_make_copy()
        link = re.search(r'href="(/my/privacy/\d+/copy)"', self.url_open("/my/privacy").text)[1]
        answer = self.url_open(link)
        self.assertEqual(answer.content[:2], b"PK")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.authenticate("test-b-1", "test-b-1")
        self.assertEqual(self.url_open(link).status_code, 404)

    def test_what_cannot_be_asked_for(self):
        page = self.post("/my/privacy/request", kind="all", regime="gdpr", details="My <words>")
        self.assertIn("Choose what you ask for", page)
        self.assertIn("My &lt;words&gt;</textarea>", page)

    def test_staff_have_no_privacy_page(self):
        self.authenticate("bs_broker", "bs_broker")
        self.assertIn("not connected to a client firm", self.url_open("/my/privacy").text)
