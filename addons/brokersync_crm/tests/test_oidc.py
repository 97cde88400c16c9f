import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from odoo import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import BrokersyncCommon

CLIENT = "brokersync"


class Provider:
    """A small OpenID provider on loopback: a token endpoint that wants the verifier of PKCE, and its keys."""

    def __init__(self):
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"}, auto_kid=False)
        self.signer = self.key
        self.claims = {}
        self.asked = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                keys = KeySet([provider.key]).as_dict(private=False)
                self._answer(keys)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.asked.append(parse_qs(body))
                self._answer({"access_token": "opaque", "id_token": provider.id_token()})

            def _answer(self, content):
                body = json.dumps(content).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                """Quiet: the test's output is for the test."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def id_token(self):
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60} | self.claims
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.signer)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@tagged("post_install", "-at_install")
class TestOidc(BrokersyncCommon, HttpCase):
    """Logging in with a provider of OpenID Connect, as docs/guides/administrator.md sets it up: code flow with PKCE."""

    def setUp(self):
        super().setUp()
        self.idp = Provider()
        self.addCleanup(self.idp.close)
        self.provider = self.env["auth.oauth.provider"].create(
            {
                "name": "Company login",
                "flow": "id_token_code",
                "client_id": CLIENT,
                "client_secret": "not-a-secret",
                "body": "Log in with the company",
                "enabled": True,
                "scope": "openid email",
                "auth_endpoint": f"{self.idp.url}/authorize",
                "token_endpoint": f"{self.idp.url}/token",
                "jwks_uri": f"{self.idp.url}/keys",
                "token_map": "sub:user_id",
            }
        )
        self.client_a.write({"oauth_provider_id": self.provider.id, "oauth_uid": "anna-at-idp"})
        self.idp.claims = {"sub": "anna-at-idp"}

    def sign_in(self):
        """Follow the link of the login page, come back with a code; return where that leads."""
        page = self.url_open("/web/login").text
        link = next(
            part.split('"')[0].replace("&amp;", "&")
            for part in page.split('href="')
            if part.startswith(f"{self.idp.url}/authorize")
        )
        asked = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
        self.assertEqual(asked["response_type"], "code")
        self.assertEqual(asked["code_challenge_method"], "S256")
        query = urlencode({"code": "the-code", "state": asked["state"]})
        with mute_logger(
            "odoo.addons.auth_oauth.controllers.main", "odoo.addons.auth_oidc.models.res_users"
        ):
            return self.url_open(f"/auth_oauth/signin?{query}").url

    def test_a_linked_person_logs_in(self):
        self.assertNotIn("/web/login", self.sign_in())
        self.assertIn("Alpha Grain", self.url_open("/my/firm").text)
        self.assertTrue(self.idp.asked[0]["code_verifier"][0])

    def test_a_stranger_does_not_get_in(self):
        self.idp.claims = {"sub": "somebody-else"}
        self.assertIn("/web/login", self.sign_in())

    def test_a_token_of_another_audience_or_key_or_time_is_refused(self):
        for change in {"aud": "another-client"}, {"exp": int(time.time()) - 60}:
            with self.subTest(change):
                self.idp.claims = {"sub": "anna-at-idp"} | change
                self.assertIn("/web/login", self.sign_in())
        self.idp.claims = {"sub": "anna-at-idp"}
        self.idp.signer = RSAKey.generate_key(2048, {"kid": "k1"}, auto_kid=False)
        self.assertIn("/web/login", self.sign_in())

    def test_a_state_that_is_none_leads_to_the_login_page(self):
        states = ("x", "", "[]", "null", "{}", '{"d": 1}', "[" * 5_000)
        for query in (*({"state": state} for state in states), {"code": "x"}):
            with self.subTest(str(query)[:40]):
                answer = self.url_open(
                    f"/auth_oauth/signin?{urlencode(query)}", allow_redirects=False
                )
                self.assertEqual(answer.status_code, 303)
                self.assertTrue(answer.headers["Location"].endswith("/web/login?oauth_error=2"))
        page = self.url_open("/auth_oauth/signin?state=x")
        self.assertIn("Access Denied", page.text)

    def test_a_state_brings_no_context(self):
        state = {"d": self.env.cr.dbname, "p": self.provider.id, "c": ["no context"]}
        with mute_logger(
            "odoo.addons.auth_oauth.controllers.main", "odoo.addons.auth_oidc.models.res_users"
        ):
            query = urlencode({"state": json.dumps(state), "code": "x"})
            answer = self.url_open(f"/auth_oauth/signin?{query}", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)

    def test_an_archived_person_does_not_get_in(self):
        self.trader_a.action_archive()
        self.assertIn("/web/login", self.sign_in())
        self.assertFalse(self.client_a.active)
        self.client_a.group_ids = [Command.clear()]
