from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.http import Request, root
from odoo.tests import HttpCase, tagged

from .common import BrokersyncCommon
from .test_second_factor import SECRET


@tagged("post_install", "-at_install")
class TestPortalSecurity(BrokersyncCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.authenticate("test-a-1", "test-a-1")

    def post(self, path, **form):
        return self.url_open(path, data={"csrf_token": Request.csrf_token(self), **form})

    def make_key(self, **form):
        return self.post(
            "/my/security/keys", **{"name": "Ticker", "days": "30", "password": "test-a-1"} | form
        )

    def keys(self, user):
        return self.env["res.users.apikeys"].search([("user_id", "=", user.id)])

    def device(self, user, session_identifier):
        now = fields.Datetime.now()
        return self.env["res.device.log"].create(
            {
                "session_identifier": session_identifier,
                "platform": "linux",
                "browser": "firefox",
                "ip_address": "203.0.113.7",
                "device_type": "computer",
                "user_id": user.id,
                "first_activity": now,
                "last_activity": now,
            }
        )

    def test_page_gathers_everything(self):
        page = html.fromstring(self.url_open("/my/security").content)
        titles = [title.text_content() for title in page.iterfind(".//h2")]
        for title in (
            "Password",
            "Authenticator app",
            "Passkeys",
            "Devices and sessions",
            "API keys",
        ):
            self.assertIn(title, titles)
        self.assertFalse(page.xpath("//*[@name='portal_deactivate_account']"))

    def test_key_is_shown_once_and_ends(self):
        answer = self.make_key()
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        shown = html.fromstring(answer.content).get_element_by_id("new_key").get("value")
        key = self.keys(self.client_a)
        self.assertEqual((key.name, key.scope), ("Ticker", "rpc"))
        self.assertLess(key.expiration_date, fields.Datetime.now() + timedelta(days=31))
        uid = self.env["res.users.apikeys"]._check_credentials(scope="rpc", key=shown)
        self.assertEqual(uid, self.client_a.id)
        self.assertNotIn(shown, self.url_open("/my/security").text)

    def test_key_needs_password_name_and_end(self):
        for form, text in (
            ({"password": "guess"}, "The password is wrong."),
            ({"name": " "}, "Name the key"),
            ({"days": "4000"}, "Choose how long"),
        ):
            self.assertIn(text, self.make_key(**form).text)
        self.assertFalse(self.keys(self.client_a))

    def test_own_key_is_removed_and_no_other(self):
        self.make_key()
        own = self.keys(self.client_a)
        users = self.env["res.users.apikeys"].with_user(self.client_b)
        users._generate("rpc", "Theirs", fields.Datetime.now() + timedelta(days=1))
        other = self.keys(self.client_b)
        self.post(f"/my/security/keys/{other.id}/remove")
        self.post(f"/my/security/keys/{own.id}/remove")
        self.assertFalse(own.exists())
        self.assertTrue(other.exists())

    def test_device_is_ended_and_no_other_user_s(self):
        own, other = self.device(self.client_a, "a" * 42), self.device(self.client_b, "b" * 42)
        page = self.url_open("/my/security").text
        self.assertIn("203.0.113.7", page)
        for device in own, other:
            self.post(f"/my/security/devices/{device.id}/revoke")
        self.assertTrue(own.revoked)
        self.assertFalse(other.revoked)

    def test_ended_session_is_gone(self):
        here = self.session
        self.authenticate("test-a-1", "test-a-1")
        self.device(self.client_a, here.sid[:42])
        device = self.env["res.device"].search([("session_identifier", "=", here.sid[:42])])[:1]
        self.post(f"/my/security/devices/{device.id}/revoke")
        self.assertFalse(root.session_store.get(here.sid).uid)

    def test_recovery_codes_with_password_and_authenticator_only(self):
        self.assertIn(
            "Set up an authenticator", self.post("/my/security/recovery", password="test-a-1").text
        )
        self.client_a.sudo().totp_secret = SECRET
        self.authenticate("test-a-1", "test-a-1")
        self.assertIn("is wrong", self.post("/my/security/recovery", password="guess").text)
        page = html.fromstring(self.post("/my/security/recovery", password="test-a-1").content)
        self.assertTrue(page.find_class("font-monospace")[0].findall("li"))

    def test_password_form_without_fields_is_answered(self):
        self.assertIn("cannot leave any password empty", self.post("/my/security").text)

    def test_visitor_reaches_none_of_it(self):
        self.logout(keep_db=True)
        self.opener.cookies.clear()
        self.assertIn("/web/login", self.url_open("/my/security").url)
