from datetime import timedelta
from unittest.mock import patch
from urllib.parse import urljoin, urlsplit

from passlib.context import CryptContext

from odoo import fields
from odoo.addons.base.models.res_users import CryptContext as OdooContext
from odoo.exceptions import AccessDenied
from odoo.tests import HttpCase, JsonRpcException, get_db_name, tagged
from odoo.tools import mute_logger

from ..identity.throttle import ADDRESS, LOGIN, PAIR
from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestLogin(BrokersyncCommon, HttpCase):
    """Logging in over HTTP and XML-RPC: limits that hold, and answers that tell nothing."""

    def log_in(self, login, password, **more):
        """The page that comes back, and whether there is a session afterwards."""
        self.opener.cookies.clear()
        page = self.url_open("/web/login")
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        form = {"login": login, "password": password, "csrf_token": token, **more}
        answer = self.url_open("/web/login", form)
        return answer.text, "/web/login" not in answer.url

    def attempts(self, address="127.0.0.1"):
        return self.env["brokersync.login.attempt"].search([("address", "=", address)])

    def remember_failures(self, login, times):
        for _time in range(times):
            self.env["brokersync.login.attempt"]._count(login, "127.0.0.1")

    def test_right_password_logs_in_and_forgets_what_was_mistyped(self):
        self.remember_failures("test-a-1", PAIR.failures - 1)
        _text, logged_in = self.log_in("test-a-1", "test-a-1")
        self.assertTrue(logged_in)
        self.assertFalse(self.attempts())

    def test_too_many_failures_refuse_even_the_right_password(self):
        for _time in range(PAIR.failures):
            text, logged_in = self.log_in("test-a-1", "wrong")
            self.assertFalse(logged_in)
            self.assertIn("Wrong login/password", text)
        text, logged_in = self.log_in("test-a-1", "test-a-1")
        self.assertFalse(logged_in)
        self.assertIn("Too many failed attempts", text)
        self.assertEqual(len(self.attempts()), PAIR.failures)

    def test_a_colleague_behind_the_same_address_still_gets_in(self):
        self.remember_failures("test-a-1", PAIR.failures)
        _text, logged_in = self.log_in("test-b-1", "test-b-1")
        self.assertTrue(logged_in)

    def test_one_address_cannot_try_everybody(self):
        for number in range(ADDRESS.failures):
            self.env["brokersync.login.attempt"]._count(f"somebody-{number}", "127.0.0.1")
        _text, logged_in = self.log_in("test-b-1", "test-b-1")
        self.assertFalse(logged_in)

    def test_the_door_opens_again(self):
        self.remember_failures("test-a-1", PAIR.failures)
        self.attempts().at = fields.Datetime.now() - PAIR.window - timedelta(seconds=1)
        _text, logged_in = self.log_in("test-a-1", "test-a-1")
        self.assertTrue(logged_in)

    def test_rpc_is_counted_with_the_web(self):
        for _time in range(LOGIN.failures):
            self.assertFalse(
                self.xmlrpc_common.authenticate(get_db_name(), "test-a-1", "wrong", {})
            )
        _text, logged_in = self.log_in("test-a-1", "test-a-1")
        self.assertFalse(logged_in)

    def test_no_context_of_a_caller_lifts_the_limit(self):
        """Whoever is logged in may ask whether a password is somebody's: as often as at the door."""
        self.remember_failures("test-a-1", LOGIN.failures)
        credential = {"type": "password", "login": "test-a-1", "password": "test-a-1"}
        users = self.env["res.users"].with_user(self.client_b)
        with self.assertRaisesRegex(AccessDenied, "Too many failed attempts"):
            users.with_context(brokersync_key_login=True).authenticate(credential, {})

    def test_guessing_a_password_over_rpc_does_not_stop_the_owner_s_key(self):
        keys = self.env["res.users.apikeys"].with_user(self.client_a).sudo()
        key = keys._generate("rpc", "Integration", fields.Datetime.now() + timedelta(days=1))
        for _time in range(LOGIN.failures):
            self.env["brokersync.login.attempt"]._count("test-a-1", "")
        arguments = (get_db_name(), self.client_a.id, key, "brokersync.firm", "search_count", [[]])
        self.assertEqual(self.xmlrpc_object.execute_kw(*arguments), 1)

    def test_no_kind_of_credential_tells_who_exists(self):
        """The form names the kind; with one that lacks something, Odoo failed for those who exist, uncounted."""
        kinds = "totp", "totp_mail", "oauth_token", "apikey", "webauthn", "x"
        for number, kind in enumerate(kinds, 1):
            with self.subTest(kind):
                known, unknown = (
                    self.log_in(login, "wrong", type=kind) for login in ("test-a-1", "nobody")
                )
                for text, logged_in in known, unknown:
                    self.assertIn("Wrong login/password", text)
                    self.assertFalse(logged_in)
                if number < PAIR.failures:
                    self.assertEqual(len(self.attempts()), 2 * number)
                else:
                    self.attempts().unlink()
                    break
        for response in "", "x", "[]", "{}", '{"id": 1}', '{"id": "a\\u0000"}':
            with self.subTest(webauthn_response=response):
                more = {"type": "webauthn", "webauthn_response": response}
                text, logged_in = self.log_in("test-a-1", "", **more)
                self.assertFalse(logged_in)
                self.assertIn("Wrong login/password", text)
                self.attempts().unlink()

    def test_logins_that_no_text_can_be(self):
        for login in "a\0b", "\ud800", 7, {"a": 1}:
            with self.subTest(login), mute_logger("odoo.http"):
                arguments = {"db": get_db_name(), "login": login, "password": "x"}
                with self.assertRaises(JsonRpcException) as caught:
                    self.make_jsonrpc_request("/web/session/authenticate", arguments)
                self.assertIn("AccessDenied", str(caught.exception))

    def test_typed_logins_are_not_kept(self):
        self.log_in("my-password-in-the-wrong-field", "x")
        self.assertTrue(self.attempts())
        self.env.cr.execute("SELECT login_hash FROM brokersync_login_attempt")
        self.assertNotIn("password", str(self.env.cr.fetchall()))

    def test_unknown_and_known_logins_take_the_same_hashing(self):
        hashed = []

        def counting(method):
            def counted(*args, **kwargs):
                hashed.append(method)
                return method(*args, **kwargs)

            return counted

        self.env["res.users"]._brokersync_nobodys_hash()  # made at the first use
        counts = {}
        for login in "test-a-1", "nobody-of-that-name":
            with (
                patch.object(CryptContext, "verify", counting(CryptContext.verify)),
                patch.object(
                    CryptContext, "verify_and_update", counting(CryptContext.verify_and_update)
                ),
            ):
                text, _logged_in = self.log_in(login, "wrong")
            self.assertIn("Wrong login/password", text)
            counts[login] = len(hashed)
            hashed.clear()
        self.assertEqual(counts["test-a-1"], counts["nobody-of-that-name"])
        self.assertGreater(counts["test-a-1"], 0)

    def test_unknown_login_is_refused_with_odoos_own_context_too(self):
        """Tests are given passlib's context; a server has Odoo's, which can do less."""
        context = OdooContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=1)
        users = self.env.registry["res.users"]
        with patch.object(users, "_crypt_context", lambda _self: context):
            text, _logged_in = self.log_in("nobody-of-that-name", "wrong")
        self.assertIn("Wrong login/password", text)

    def test_an_ended_key_ends_in_workers_that_know_it(self):
        ends = fields.Datetime.now() + timedelta(days=1)
        keys = self.env["res.users.apikeys"].with_user(self.client_a).sudo()
        key = keys._generate("rpc", "Integration", ends)

        def firms():
            return self.xmlrpc_object.execute_kw(
                get_db_name(), self.client_a.id, key, "brokersync.firm", "search_count", [[]]
            )

        self.assertEqual(firms(), 1)
        self.env.cr.execute(
            "UPDATE res_users_apikeys SET expiration_date = now() at time zone 'utc' - interval '1 s'"
            " WHERE user_id = %s",
            [self.client_a.id],
        )
        with self.assertRaisesRegex(Exception, "Access Denied"):
            firms()

    def test_security_monitor_sees_logins_and_refusals(self):
        self.log_in("test-a-1", "test-a-1")
        self.log_in("test-a-1", "wrong")
        events = self.env["brokersync.security.event"].search(
            [("login", "=", "test-a-1"), ("action", "=", "login")]
        )
        self.assertEqual(events.mapped("outcome"), ["failure", "success"])
        self.assertEqual(set(events.mapped("address")), {"127.0.0.1"})

    def test_login_page_forbids_frames(self):
        headers = self.url_open("/web/login").headers
        self.assertIn("frame-ancestors 'self'", headers["Content-Security-Policy"])

    def test_login_leads_to_this_site_only(self):
        for elsewhere in "//evil.example", "https://evil.example/", "/\\evil.example":
            page = self.url_open(f"/web/login?redirect={elsewhere}")
            token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
            answer = self.opener.post(
                self.base_url() + "/web/login",
                {
                    "login": "test-a-1",
                    "password": "test-a-1",
                    "csrf_token": token,
                    "redirect": elsewhere,
                },
                allow_redirects=False,
            )
            target = urljoin(self.base_url(), answer.headers["Location"])
            self.assertEqual(urlsplit(target).netloc, urlsplit(self.base_url()).netloc)
            self.opener.cookies.clear()
