"""Apps by a person's consent (RFC 6749, 4.1, with PKCE)."""

import secrets
from urllib.parse import urlencode

from odoo import fields
from odoo.tests import tagged

from .oauth_common import CALLBACK, OAuthCase


@tagged("post_install", "-at_install")
class TestCode(OAuthCase):
    """A program for people: authorization code with PKCE."""

    def test_the_whole_way(self):
        answer = self.allow()
        self.assertEqual(answer["state"], "s-1")
        tokens = self.ok(self.exchange(answer["code"]))
        self.assertEqual(tokens["scope"], "firms:read")
        me = self.ok(self.call("GET", "/users/me", key=tokens["access_token"]))
        self.assertEqual((me["login"], me["scopes"]), ("test-a-1", ["firms:read"]))
        again = self.ok(self.refresh(tokens["refresh_token"]))
        self.ok(self.call("GET", "/firms", key=again["access_token"]))
        self.assertNotEqual(again["refresh_token"], tokens["refresh_token"])

    def test_the_page_says_who_asks_for_what(self):
        self.authenticate("test-a-1", "test-a-1")
        query = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": CALLBACK,
            "code_challenge": "c" * 43,
            "code_challenge_method": "S256",
        }
        page = self.url_open(f"/oauth/authorize?{urlencode(query)}")
        for text in "Field app", "app.example", "See client firms", "Anna Alpha":
            self.assertIn(text, page.text)
        self.assertEqual(page.headers["X-Frame-Options"], "DENY")

    def test_no_is_an_answer(self):
        answer = self.allow(decision="deny")
        self.assertEqual((answer["error"], answer["state"]), ("access_denied", "s-1"))

    def test_what_is_sent_back_as_an_error(self):
        for changes, error in (
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"code_challenge_method": "plain"}, "invalid_request"),
            ({"code_challenge": ""}, "invalid_request"),
            ({"scope": "users:write"}, "invalid_scope"),
        ):
            with self.subTest(changes):
                self.assertEqual(self.allow(**changes)["error"], error)

    def test_what_is_never_sent_anywhere(self):
        self.authenticate("test-a-1", "test-a-1")
        for changes in (
            {"redirect_uri": "https://evil.example/callback"},
            {"redirect_uri": CALLBACK + "/x"},
            {"redirect_uri": CALLBACK + "?x=1"},
            {"client_id": "bs-unknown"},
            {"client_id": self.service.client_id},
        ):
            query = {"response_type": "code", "client_id": self.app.client_id} | changes
            page = self.url_open(f"/oauth/authorize?{urlencode(query)}", allow_redirects=False)
            self.assertEqual(page.status_code, 400, changes)
            self.assertNotIn("Location", page.headers)

    def test_a_stranger_logs_in_first(self):
        page = self.url_open("/oauth/authorize?client_id=x", allow_redirects=False)
        self.assertEqual(page.status_code, 303)
        self.assertIn("/web/login", page.headers["Location"])

    def test_another_site_cannot_say_yes(self):
        self.authenticate("test-a-1", "test-a-1")
        query = {"client_id": self.app.client_id, "redirect_uri": CALLBACK, "decision": "allow"}
        page = self.url_open("/oauth/authorize", data=query, allow_redirects=False)
        self.assertEqual(page.status_code, 400)
        self.assertFalse(self.env["brokersync.api.code"].search([]))

    def test_codes_that_are_not_good(self):
        code = self.allow()["code"]
        for changes in (
            {"code_verifier": secrets.token_urlsafe(48)},
            {"redirect_uri": "https://app.example/other"},
            {"code": "x"},
        ):
            self.oauth_refused(self.exchange(code, **changes), "invalid_grant")
        self.oauth_refused(self.exchange(code, code_verifier="short"), "invalid_request")
        self.env["brokersync.api.code"].search([]).expires_at = fields.Datetime.now()
        self.oauth_refused(self.exchange(code), "invalid_grant")

    def test_a_client_that_was_narrowed_gets_what_it_may_have_now(self):
        code = self.allow(scope="firms:read traders:read")["code"]
        self.app.scopes = "traders:read traders:write"
        self.assertEqual(self.ok(self.exchange(code))["scope"], "traders:read")

    def test_a_client_that_lost_everything_gets_nothing(self):
        for change in (
            {"scopes": "users:read"},
            {"redirect_uris": "https://app.example/other"},
            {"kind": "service", "user_id": self.broker.id},
            {"active": False},
        ):
            with self.subTest(change):
                app = self.app.copy()
                code = self.allow(client_id=app.client_id)["code"]
                app.write(change)
                answer = self.exchange(code, client_id=app.client_id)
                self.assertIn(answer.status_code, (400, 401), answer.text)
                self.assertIn(answer.json()["error"], ("invalid_grant", "invalid_client"))
                self.assertFalse(app.grant_ids)

    def test_a_code_used_twice_ends_what_it_gave(self):
        code = self.allow()["code"]
        tokens = self.ok(self.exchange(code))
        self.oauth_refused(self.exchange(code), "invalid_grant")
        self.refused(self.call("GET", "/firms", key=tokens["access_token"]), 401, "unauthenticated")
        self.oauth_refused(self.refresh(tokens["refresh_token"]), "invalid_grant")
