"""Access tokens that are not ours."""

import base64
import hmac
import json
import time

from joserfc import jwt
from joserfc.jwk import OKPKey

from odoo.addons.brokersync_crm.signing import signing_key
from odoo.tests import tagged

from .oauth_common import OAuthCase


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
