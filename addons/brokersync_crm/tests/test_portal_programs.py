from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.http import Request
from odoo.tests import tagged

from .oauth_common import OAuthCase


@tagged("post_install", "-at_install")
class TestPortalPrograms(OAuthCase):
    """Programs a person has allowed (SE-07), on the page where access is seen and taken away."""

    def tokens(self, login="test-a-1", **changes):
        """What the program gets after this person has allowed it; the person is logged in then."""
        return self.ok(self.exchange(self.allow(login, **changes)["code"]))

    def programs(self):
        """The section of the page, and its rows as texts."""
        page = html.fromstring(self.url_open("/my/security").content)
        section = page.get_element_by_id("programs")
        rows = [
            [" ".join(cell.text_content().split()) for cell in row]
            for row in section.iterfind(".//tbody/tr")
        ]
        return section, rows

    def withdraw(self, client):
        form = {"csrf_token": Request.csrf_token(self)}
        return self.url_open(f"/my/security/programs/{client.id}/withdraw", data=form)

    def grants(self, user):
        return self.env["brokersync.api.grant"].search([("user_id", "=", user.id)])

    def test_what_was_allowed_is_listed_in_words(self):
        self.tokens()
        section, [row] = self.programs()
        self.assertEqual(row[:2], ["Field app", "See client firms"])
        self.assertNotIn("Never", row[3])
        self.assertIn("To use it again, you have to allow it again.", row[-1])
        self.assertNotIn("firms:read", section.text_content())

    def test_a_program_allowed_twice_is_one(self):
        self.tokens()
        before = self.grants(self.client_a)
        before.last_used_at = fields.Datetime.now() - timedelta(days=3)
        self.tokens(scope="traders:read")
        [program] = self.client_a._brokersync_programs()
        self.assertEqual(program["may"], ["See client firms", "See the people of client firms"])
        self.assertEqual(program["since"], before.create_date)
        self.assertGreater(program["last_used"], before.last_used_at)
        self.withdraw(self.app)
        self.assertEqual(set(self.grants(self.client_a).mapped("revoked_why")), {"asked"})

    def test_withdrawn_means_at_once(self):
        tokens = self.tokens()
        self.ok(self.call("GET", "/users/me", key=tokens["access_token"]))
        on_its_way = self.allow()["code"]
        answer = self.withdraw(self.app)
        self.assertIn("Field app can act for you no more.", answer.text)
        self.assertFalse(self.programs()[1])
        response = self.call("GET", "/users/me", key=tokens["access_token"])
        self.refused(response, 401, "unauthenticated")
        self.oauth_refused(self.refresh(tokens["refresh_token"]), "invalid_grant")
        self.oauth_refused(self.exchange(on_its_way), "invalid_grant")
        event = self.env["brokersync.security.event"].search([("kind", "=", "key")], limit=1)
        self.assertEqual((event.action, event.login), ("program withdrawn", "test-a-1"))

    def test_others_grants_are_neither_seen_nor_ended(self):
        theirs = self.tokens("test-b-1")
        self.authenticate("test-a-1", "test-a-1")
        self.assertFalse(self.programs()[1])
        self.assertIn("no access any more", self.withdraw(self.app).text)
        self.ok(self.call("GET", "/users/me", key=theirs["access_token"]))
        self.assertFalse(self.grants(self.client_b).revoked_at)

    def test_what_ended_or_is_the_house_s_is_not_listed(self):
        self.tokens()
        self.grants(self.client_a).expires_at = fields.Datetime.now()
        self.assertFalse(self.client_a._brokersync_programs())
        self.ok(self.tokens_of_service())
        self.assertTrue(self.grants(self.broker))
        self.assertFalse(self.broker._brokersync_programs())

    def test_other_sites_and_visitors_withdraw_nothing(self):
        self.tokens()
        path = f"/my/security/programs/{self.app.id}/withdraw"
        self.assertEqual(self.url_open(path, data={"anything": "1"}).status_code, 400)
        self.logout(keep_db=True)
        self.opener.cookies.clear()
        self.withdraw(self.app)
        self.assertFalse(self.grants(self.client_a).revoked_at)
