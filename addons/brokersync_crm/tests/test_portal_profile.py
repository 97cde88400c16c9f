import re

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import BrokersyncCommon

NEW = "anna@new.example"


@tagged("post_install", "-at_install")
class TestPortalProfile(BrokersyncCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.user = self.client_a.with_user(self.client_a)
        self.authenticate("test-a-1", "test-a-1")

    def post(self, path, **form):
        return self.url_open(path, data={"csrf_token": Request.csrf_token(self), **form}).text

    def ask(self, email=NEW):
        """Ask for another address and return the token of the link that was mailed to it."""
        self.user._request_email_change(email, "test-a-1")
        mail = self.env["mail.mail"].search([("email_to", "=", email)])
        return re.search(r"token=([\w-]+)", mail.body_html)[1]

    def test_profile_is_saved(self):
        page = self.post("/my/profile", phone="+47 1", lang="en_US", tz="Europe/Oslo")
        self.assertIn("Profile saved.", page)
        self.assertEqual((self.client_a.phone, self.client_a.tz), ("+47 1", "Europe/Oslo"))

    def test_bad_values_are_named(self):
        for form, text in (
            ({"phone": "1" * 33, "lang": "en_US", "tz": "UTC"}, "Phone: at most"),
            ({"phone": "1", "lang": "xx_XX", "tz": "UTC"}, "Choose a language."),
            ({"phone": "1", "lang": "en_US", "tz": "Mars/Olympus"}, "Choose a time zone."),
        ):
            self.assertIn(text, self.post("/my/profile", **form))

    def test_link_changes_address_and_login_and_ends_other_sessions(self):
        token = self.ask()
        self.assertEqual(self.client_a.email, "test-a-1@test-a.example")
        self.client_a.login = self.client_a.email
        self.authenticate(self.client_a.login, "test-a-1")
        other = self.session
        self.authenticate(self.client_a.login, "test-a-1")
        self.assertIn(
            "Confirm the new address", self.url_open(f"/my/profile/email?token={token}").text
        )
        self.assertEqual(self.client_a.email, "test-a-1@test-a.example")
        self.assertIn("has changed", self.post("/my/profile/email/confirm", token=token))
        self.assertEqual((self.client_a.email, self.client_a.login), (NEW, NEW))
        self.assertIn("/my/profile", self.url_open("/my/profile").url)
        self.opener.cookies.clear()
        self.opener.cookies["session_id"] = other.sid
        self.assertIn("/web/login", self.url_open("/my/profile").url)

    def test_old_address_is_told(self):
        self.user._confirm_email_change(self.ask())
        self.assertTrue(
            self.env["mail.mail"].search([("email_to", "=", "test-a-1@test-a.example")])
        )

    def test_link_works_once_and_for_its_user_only(self):
        token = self.ask()
        with self.assertRaises(UserError):
            self.client_b.with_user(self.client_b)._confirm_email_change(token)
        self.user._confirm_email_change(token)
        for used_or_broken in token, token[:-3], "", "é", "AA==":
            with self.subTest(used_or_broken), self.assertRaises(UserError):
                self.user._confirm_email_change(used_or_broken)

    def test_address_of_somebody_else_is_refused_at_the_end_only(self):
        token = self.ask(self.client_b.email)
        self.client_b.login = self.client_b.email
        with self.assertRaises(UserError):
            self.user._confirm_email_change(token)

    def test_wrong_password_sends_nothing(self):
        with self.assertRaises(UserError):
            self.user._request_email_change(NEW, "guess")
        self.assertFalse(self.env["mail.mail"].search([("email_to", "=", NEW)]))

    def test_second_link_within_five_minutes_is_refused(self):
        self.ask()
        with self.assertRaises(UserError):
            self.ask("else@new.example")

    def test_client_writes_no_identity_over_rpc_but_the_phone(self):
        for field in "name", "email":
            with self.assertRaises(AccessError):
                self.user.write({field: "x@y.example"})
        self.user.write({"phone": "+47 2"})
        self.assertEqual(self.client_a.phone, "+47 2")

    def test_staff_write_their_own_name(self):
        self.broker.with_user(self.broker).write({"name": "Bea Broker"})
        self.assertEqual(self.broker.name, "Bea Broker")

    def test_name_goes_to_the_broker(self):
        self.post("/my/profile/name", name="Anna <b>Beta</b>")
        self.assertEqual(self.client_a.name, "Anna Alpha")
        activity = self.firm_a.activity_ids
        self.assertEqual(activity.user_id, self.broker)
        self.assertIn("&lt;b&gt;", activity.note)

    def test_odoo_s_own_pages_are_closed_for_clients(self):
        for path in "/my/account", "/my/address":
            self.assertTrue(self.url_open(path).url.endswith("/my/profile"))
        form = {"csrf_token": Request.csrf_token(self), "name": "X", "password": "test-a-1"}
        for path in "/my/address/submit", "/my/deactivate_account":
            answer = self.url_open(path, data={**form, "validation": "test-a-1"})
            self.assertEqual(answer.status_code, 403)
        self.assertTrue(self.client_a.active)
