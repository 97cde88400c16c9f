"""Services by their secret (RFC 6749, 4.4), revocation (RFC 7009), metadata (RFC 8414)."""

import base64

from odoo.tests import tagged

from .oauth_common import FORM, OAuthCase


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

    def test_what_is_not_known_is_ignored_and_what_is_missing_is_told(self):
        """RFC 6749, 3.2 and 5.2: libraries send an audience, or a resource."""
        self.ok(self.tokens_of_service(audience="treasury", resource="https://x.example"))
        self.oauth_refused(self.tokens_of_service(grant_type=""), "invalid_request")
        who = {"client_id": self.service.client_id, "client_secret": self.secret}
        self.oauth_refused(self.post("token", **who), "invalid_request")

    def test_metadata(self):
        document = self.url_open("/.well-known/oauth-authorization-server").json()
        self.assertEqual(document["code_challenge_methods_supported"], ["S256"])
        self.assertTrue(document["token_endpoint"].endswith("/api/v1/oauth/token"))
