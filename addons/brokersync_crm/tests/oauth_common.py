"""A service and an app that come by OAuth 2, and the steps they take."""

import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

from odoo import http
from odoo.addons.brokersync_crm.models.brokersync_api_code import challenge_of

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
