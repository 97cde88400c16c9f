import base64
import hmac
import json
import secrets
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OKPKey

from odoo import fields, http
from odoo.addons.brokersync_crm.models.brokersync_api_code import challenge_of
from odoo.addons.brokersync_crm.signing import signing_key
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .api_common import ApiCase

CALLBACK = "https://app.example/callback"
FORM = "application/x-www-form-urlencoded"


class OAuthCase(ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clients = cls.env["brokersync.api.client"]
        cls.service = clients.create(
            {
                "name": "Treasury",
                "kind": "service",
                "user_id": cls.broker.id,
                "scopes": "firms:read firms:write users:read",
            }
        )
        cls.secret = cls.service.action_new_secret()["context"]["default_secret"]
        cls.app = clients.create(
            {
                "name": "Field app",
                "kind": "public",
                "redirect_uris": CALLBACK,
                "scopes": "firms:read traders:read",
            }
        )

    def post(self, path, **form):
        return self.url_open(
            f"/api/v1/oauth/{path}", data=form, headers={"Content-Type": FORM}, method="POST"
        )

    def tokens_of_service(self, **form):
        form = {"client_id": self.service.client_id, "client_secret": self.secret} | form
        return self.post("token", **{"grant_type": "client_credentials"} | form)

    def oauth_refused(self, response, error, status=400):
        self.assertEqual((response.status_code, response.json()["error"]), (status, error))

    def allow(self, user="test-a-1", decision="allow", **changes):
        """Where the consent page sends the person back to, as a dict; makes `self.verifier`."""
        self.verifier = secrets.token_urlsafe(48)
        query = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": CALLBACK,
            "scope": "firms:read",
            "state": "s-1",
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
        } | changes
        self.authenticate(user, user)
        page = self.url_open(f"/oauth/authorize?{urlencode(query)}", allow_redirects=False)
        if page.status_code != 200:
            return self.back(page)
        query |= {"decision": decision, "csrf_token": http.Request.csrf_token(self)}
        return self.back(self.url_open("/oauth/authorize", data=query, allow_redirects=False))

    def back(self, response):
        self.assertEqual(response.status_code, 303, response.text[:300])
        target = response.headers["Location"]
        self.assertTrue(target.startswith(f"{CALLBACK}?"), target)
        return {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}

    def exchange(self, code, /, **changes):
        form = {
            "grant_type": "authorization_code",
            "client_id": self.app.client_id,
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": self.verifier,
        } | changes
        return self.post("token", **form)

    def refresh(self, token, **changes):
        form = {
            "grant_type": "refresh_token",
            "client_id": self.app.client_id,
            "refresh_token": token,
        } | changes
        return self.post("token", **form)


@tagged("post_install", "-at_install")
class TestClientCredentials(OAuthCase):
    """A program without a person (SE-07)."""

    def test_token(self):
        tokens = self.ok(self.tokens_of_service())
        self.assertEqual(tokens["token_type"], "Bearer")
        self.assertLessEqual(tokens["expires_in"], 15 * 60)
        self.assertNotIn("refresh_token", tokens)
        me = self.ok(self.call("GET", "/users/me", key=tokens["access_token"]))
        self.assertEqual((me["login"], me["scopes"]), ("bs_broker", self.service.scopes.split()))
        firms = self.ok(self.call("GET", "/firms", key=tokens["access_token"]))["items"]
        self.assertEqual([firm["code"] for firm in firms], ["TEST-A"])

    def test_fewer_scopes(self):
        token = self.ok(self.tokens_of_service(scope="firms:read"))["access_token"]
        response = self.call("POST", "/firms", None, {"code": "N", "name": "N"}, key=token)
        self.refused(response, 403, "insufficient_scope")
        self.oauth_refused(self.tokens_of_service(scope="traders:read"), "invalid_scope")
        self.oauth_refused(self.tokens_of_service(scope="everything"), "invalid_scope")

    def test_basic(self):
        pair = base64.b64encode(f"{self.service.client_id}:{self.secret}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}", "Content-Type": FORM}
        data = {"grant_type": "client_credentials"}
        response = self.url_open("/api/v1/oauth/token", data=data, headers=headers)
        self.ok(response)

    def test_who_it_is_not(self):
        for form in (
            {"client_secret": self.secret + "x"},
            {"client_id": "bs-unknown"},
            {"client_id": self.app.client_id},
        ):
            response = self.tokens_of_service(**form)
            self.oauth_refused(response, "invalid_client", 401)
        response = self.post(
            "token", grant_type="client_credentials", client_id=self.service.client_id
        )
        self.oauth_refused(response, "invalid_client", 401)

    def test_guessing_is_limited(self):
        self.env["ir.config_parameter"].set_param("brokersync_api.limit.failure", 2)
        for _guess in range(2):
            self.oauth_refused(self.tokens_of_service(client_secret="x"), "invalid_client", 401)
        self.refused(self.tokens_of_service(), 429, "rate_limited")

    def test_grants_of_others(self):
        self.oauth_refused(self.tokens_of_service(grant_type="password"), "unsupported_grant_type")
        response = self.post("token", grant_type="client_credentials", client_id=self.app.client_id)
        self.oauth_refused(response, "unauthorized_client")

    def test_only_forms(self):
        response = self.url_open("/api/v1/oauth/token", json={"grant_type": "client_credentials"})
        self.refused(response, 415, "unsupported_media_type")

    def test_a_new_secret_and_a_change_end_the_tokens(self):
        token = self.ok(self.tokens_of_service())["access_token"]
        self.service.action_new_secret()
        self.refused(self.call("GET", "/firms", key=token), 401, "unauthenticated")
        self.oauth_refused(self.tokens_of_service(), "invalid_client", 401)

    def test_revocation(self):
        token = self.ok(self.tokens_of_service())["access_token"]
        who = {"client_id": self.service.client_id, "client_secret": self.secret}
        state = self.ok(self.post("introspect", token=token, **who))
        self.assertEqual((state["active"], state["sub"]), (True, str(self.broker.id)))
        self.ok(self.post("revoke", token=token, **who))
        self.refused(self.call("GET", "/firms", key=token), 401, "unauthenticated")
        self.assertEqual(self.ok(self.post("introspect", token=token, **who)), {"active": False})
        self.ok(self.post("revoke", token="nothing", **who))

    def test_the_user_goes(self):
        token = self.ok(self.tokens_of_service())["access_token"]
        self.broker.active = False
        self.refused(self.call("GET", "/firms", key=token), 401, "unauthenticated")
        self.oauth_refused(self.tokens_of_service(), "unauthorized_client")

    def test_metadata(self):
        document = self.url_open("/.well-known/oauth-authorization-server").json()
        self.assertEqual(document["code_challenge_methods_supported"], ["S256"])
        self.assertTrue(document["token_endpoint"].endswith("/api/v1/oauth/token"))


@tagged("post_install", "-at_install")
class TestForgedTokens(OAuthCase):
    """FAULTS 77."""

    def setUp(self):
        super().setUp()
        self.token = self.ok(self.tokens_of_service())["access_token"]
        self.claims = jwt.decode(self.token, signing_key(self.env), algorithms=["Ed25519"]).claims

    def refuse(self, token):
        self.refused(self.call("GET", "/users/me", key=token), 401, "unauthenticated")

    def signed(self, header=None, key=None, **changes):
        header = {"alg": "Ed25519", "typ": "at+jwt"} | (header or {})
        key = key or signing_key(self.env)
        return jwt.encode(header, self.claims | changes, key, algorithms=[header["alg"]])

    def test_the_real_one(self):
        self.ok(self.call("GET", "/users/me", key=self.token))
        self.ok(self.call("GET", "/users/me", key=self.signed()))

    def test_claims(self):
        for changes in (
            {"aud": "matching-sidecar"},
            {"iss": "somebody"},
            {"exp": int(time.time()) - 1},
            {"exp": None},
            {"sub": str(self.administrator.id)},
            {"gid": 2**31 - 1},
            {"gid": "x"},
            {"scope": "everything"},
            {"scope": ""},
        ):
            with self.subTest(changes):
                self.refuse(self.signed(**changes))

    def test_a_token_for_the_sidecar(self):
        self.refuse(self.signed({"typ": "JWT"}))

    def test_signature(self):
        header, payload, signature = self.token.split(".")

        def encoded(value):
            return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

        none = encoded({"alg": "none", "typ": "at+jwt"})
        other = encoded(self.claims | {"sub": str(self.administrator.id)})
        public = signing_key(self.env).as_pem(private=False)
        hs256 = f"{encoded({'alg': 'HS256', 'typ': 'at+jwt'})}.{payload}"
        mac = base64.urlsafe_b64encode(hmac.digest(public, hs256.encode(), "sha256"))
        for token in (
            f"{none}.{payload}.",
            f"{header}.{other}.{signature}",
            f"{header}.{payload}.{signature[::-1]}",
            f"{header}.{payload}.",
            f"{header}.{payload}",
            "..",
            self.signed(key=OKPKey.generate_key("Ed25519")),
            f"{hs256}.{mac.decode().rstrip('=')}",
        ):
            with self.subTest(token[:40]):
                self.refuse(token)


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

    def test_a_code_used_twice_ends_what_it_gave(self):
        code = self.allow()["code"]
        tokens = self.ok(self.exchange(code))
        self.oauth_refused(self.exchange(code), "invalid_grant")
        self.refused(self.call("GET", "/firms", key=tokens["access_token"]), 401, "unauthenticated")
        self.oauth_refused(self.refresh(tokens["refresh_token"]), "invalid_grant")


@tagged("post_install", "-at_install")
class TestRefresh(OAuthCase):
    """SE-06."""

    def setUp(self):
        super().setUp()
        self.tokens = self.ok(self.exchange(self.allow()["code"]))

    def test_a_refresh_token_used_twice_ends_the_family(self):
        second = self.ok(self.refresh(self.tokens["refresh_token"]))
        self.oauth_refused(self.refresh(self.tokens["refresh_token"]), "invalid_grant")
        self.oauth_refused(self.refresh(second["refresh_token"]), "invalid_grant")
        response = self.call("GET", "/firms", key=second["access_token"])
        self.refused(response, 401, "unauthenticated")
        self.assertEqual(self.app.grant_ids.revoked_why, "reuse")

    def test_only_hashes_are_stored(self):
        rows = self.env["brokersync.api.refresh"].search([])
        self.assertNotIn(self.tokens["refresh_token"], rows.mapped("token_hash"))
        self.assertTrue(all(len(row.token_hash) == 64 for row in rows))

    def test_the_token_of_another_client(self):
        response = self.refresh(
            self.tokens["refresh_token"],
            client_id=self.service.client_id,
            client_secret=self.secret,
        )
        self.oauth_refused(response, "invalid_grant")
        self.ok(self.refresh(self.tokens["refresh_token"]))

    def test_scopes_only_shrink(self):
        response = self.refresh(self.tokens["refresh_token"], scope="firms:read traders:read")
        self.oauth_refused(response, "invalid_scope")
        self.ok(self.refresh(self.tokens["refresh_token"], scope="firms:read"))

    def test_time_ends_it(self):
        self.env["brokersync.api.refresh"].search([]).expires_at = fields.Datetime.now()
        self.oauth_refused(self.refresh(self.tokens["refresh_token"]), "invalid_grant")
        self.app.grant_ids.expires_at = fields.Datetime.now() - timedelta(seconds=1)
        response = self.call("GET", "/firms", key=self.tokens["access_token"])
        self.refused(response, 401, "unauthenticated")

    def test_it_ends_with_the_trader(self):
        self.trader_a.with_user(self.broker).action_revoke()
        response = self.call("GET", "/firms", key=self.tokens["access_token"])
        self.refused(response, 401, "unauthenticated")
        self.trader_a.with_user(self.broker).action_invite()
        response = self.call("GET", "/firms", key=self.tokens["access_token"])
        self.refused(response, 401, "unauthenticated")
        self.oauth_refused(self.refresh(self.tokens["refresh_token"]), "invalid_grant")
        self.assertEqual(self.app.grant_ids.revoked_why, "access")

    def test_permissions_are_looked_up_each_time(self):
        self.ok(self.call("GET", f"/firms/{self.firm_a.id}", key=self.tokens["access_token"]))
        self.trader_a.can_view = False
        response = self.call("GET", f"/firms/{self.firm_a.id}", key=self.tokens["access_token"])
        self.refused(response, 404, "not_found")


@tagged("post_install", "-at_install")
class TestApiClient(OAuthCase):
    def test_who_manages_clients(self):
        clients = self.env["brokersync.api.client"]
        self.assertTrue(clients.with_user(self.administrator).search([]))
        for user in self.broker, self.compliance_officer, self.client_a:
            with self.assertRaises(AccessError):
                clients.with_user(user).search([])
        with self.assertRaises(AccessError):
            self.service.with_user(self.broker).action_new_secret()

    def test_nobody_reads_a_secret(self):
        self.assertNotIn("secret_hash", self.service.with_user(self.administrator).read([])[0])
        self.assertNotIn(self.secret, str(self.service.sudo().read()))

    def test_addresses(self):
        for uri in (
            "http://app.example/callback",
            "https://app.example/*",
            "https://app.example/#x",
            "javascript:alert(1)",
            "app.example",
            "https://",
            "https://[",
        ):
            with self.subTest(uri), self.assertRaises(ValidationError):
                self.app.redirect_uris = uri
        self.app.redirect_uris = "http://127.0.0.1:8765/callback"

    def test_scopes(self):
        for scopes in "everything", "firms:read,firms:write", " ":
            with self.subTest(scopes), self.assertRaises(ValidationError):
                self.app.scopes = scopes
