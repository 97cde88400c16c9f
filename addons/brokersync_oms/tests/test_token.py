import time

from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import OKPKey

from odoo.addons.brokersync_crm.const import ROLE_PERMISSIONS
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import OmsCommon, SidecarEnvironment


@tagged("post_install", "-at_install")
class TestToken(SidecarEnvironment, OmsCommon):
    """Who gets which token."""

    def claims(self, user):
        token = self.env["brokersync.token"].with_user(user)._user_token()["token"]
        return jwt.decode(token, self.signing_key, algorithms=["Ed25519"])

    def test_claims_of_a_trader(self):
        before = int(time.time())
        token = self.claims(self.client_a)
        after = time.time()
        self.assertEqual(token.header["alg"], "Ed25519")
        claims = token.claims
        self.assertEqual(
            {
                name: claims[name]
                for name in ("iss", "aud", "sub", "firm", "trader", "accounts", "permissions")
            },
            {
                "iss": "brokersync-odoo",
                "aud": "matching-sidecar",
                "sub": "test-a-1",
                "firm": "TEST-A",
                "trader": "TEST-A-1",
                "accounts": ["TEST-A-01"],
                "permissions": ["view", "trade"],
            },
        )
        self.assertLessEqual(claims["exp"] - claims["iat"], 15 * 60)
        self.assertTrue(before <= claims["iat"] <= after, claims["iat"])
        self.assertNotEqual(claims["jti"], self.claims(self.client_a).claims["jti"])

    def test_signature(self):
        token = self.env["brokersync.token"].with_user(self.client_a)._user_token()["token"]
        with self.assertRaises(BadSignatureError):
            jwt.decode(token, OKPKey.generate_key("Ed25519"), algorithms=["Ed25519"])

    def test_permissions_follow_the_trader(self):
        self.trader_a.can_trade = False
        self.assertEqual(self.claims(self.client_a).claims["permissions"], ["view"])
        self.trader_a.can_view = False
        with self.assertRaises(AccessError):
            self.claims(self.client_a)

    def test_permissions_follow_the_role(self):
        for role, permissions in ROLE_PERMISSIONS.items():
            with self.subTest(role):
                self.trader_a.role = role
                expected = [name for name in ("view", "trade") if name in permissions]
                self.assertEqual(self.claims(self.client_a).claims["permissions"], expected)

    def test_staff(self):
        expected = {
            self.broker: (["TEST-A-01"], ["view", "trade"]),
            self.risk_officer: (["*"], ["view"]),
            self.compliance_officer: (["*"], ["view", "drop_copy"]),
            self.administrator: (["*"], ["view", "trade", "admin", "drop_copy"]),
        }
        for user, (accounts, permissions) in expected.items():
            claims = self.claims(user).claims
            self.assertEqual(
                (claims["accounts"], claims["permissions"]), (accounts, permissions), user.login
            )
            self.assertEqual((claims["firm"], claims["trader"]), ("", ""))

    def test_others_get_none(self):
        for user in self.internal_user, self.sidecar_user:
            with self.assertRaises(AccessError):
                self.claims(user)

    def test_a_missing_key_is_a_clear_message(self):
        self.set_variable("BROKERSYNC_TOKEN_KEY_FILE", "/nowhere/key.pem")
        with self.assertRaisesRegex(UserError, "/nowhere/key.pem"):
            self.claims(self.client_a)


@tagged("post_install", "-at_install")
class TestTokenRoute(SidecarEnvironment, OmsCommon, HttpCase):
    def ask(self):
        return self.make_jsonrpc_request("/brokersync/token", {})

    def test_route(self):
        self.authenticate("test-a-1", "test-a-1")
        answer = self.ask()
        self.assertEqual(set(answer), {"token", "exp", "accounts", "permissions", "ws_url"})
        self.assertEqual(answer["ws_url"], "ws://127.0.0.1:9/v1/ws")
        claims = jwt.decode(answer["token"], self.signing_key, algorithms=["Ed25519"]).claims
        self.assertEqual(claims["sub"], "test-a-1")

    @mute_logger("odoo.http")
    def test_route_without_login_or_right(self):
        with self.assertRaises(JsonRpcException):
            self.ask()
        self.authenticate("bs_internal", "bs_internal")
        with self.assertRaises(JsonRpcException):
            self.ask()
