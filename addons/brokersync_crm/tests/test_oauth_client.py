"""Who keeps the programs that may come."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .oauth_common import OAuthCase


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
