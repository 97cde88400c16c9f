"""Refresh tokens: once each, and never more rights."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .oauth_common import OAuthCase


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
