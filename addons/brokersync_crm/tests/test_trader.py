from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessDenied, AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestTrader(BrokersyncCommon):
    def test_belongs_to_the_firms_contact(self):
        self.assertEqual(self.trader_a.partner_id.commercial_partner_id, self.firm_a.partner_id)
        self.assertEqual(self.client_a.brokersync_trader_id, self.trader_a)
        self.assertEqual(self.client_a.brokersync_firm_id, self.firm_a)
        self.assertFalse(self.broker.brokersync_firm_id)

    def test_code_is_numbered(self):
        trader = self.env["brokersync.trader"].create(
            {"firm_id": self.firm_a.id, "name": "Numbered"}
        )
        self.assertRegex(trader.code, r"^TR-\d{5}$")

    def test_code_is_plain(self):
        for code in "test-a-1", "A B", "Ä", "A" * 37:
            with self.subTest(code), self.assertRaisesRegex(ValidationError, "A–Z"):
                self.trader_a.code = code

    def test_stays_with_the_firm(self):
        with self.assertRaisesRegex(UserError, "stays with the firm"):
            self.trader_a.firm_id = self.firm_b
        self.trader_a.firm_id = self.firm_a

    def test_staff_are_no_traders(self):
        with self.assertRaisesRegex(ValidationError, "works here"):
            self.trader_a.partner_id = self.administrator.partner_id

    def test_broker_invites(self):
        trader = (
            self.env["brokersync.trader"]
            .with_user(self.broker)
            .create(
                {
                    "firm_id": self.firm_a.id,
                    "name": "Nora New",
                    "email": "nora@alpha.example",
                }
            )
        )
        trader.action_invite()
        self.assertEqual(trader.user_id.login, "nora@alpha.example")
        self.assertTrue(trader.user_id.has_group("brokersync_crm.group_trader"))
        self.assertFalse(trader.user_id.has_group("base.group_user"))
        self.assertEqual(
            self.env["brokersync.firm"].with_user(trader.user_id).search([]), self.firm_a
        )

    def test_invitation_needs_an_address(self):
        trader = self.env["brokersync.trader"].create(
            {"firm_id": self.firm_a.id, "name": "No Mail"}
        )
        with self.assertRaisesRegex(UserError, "valid email"):
            trader.action_invite()

    def test_broker_of_another_firm_neither_invites_nor_revokes(self):
        for action in "action_invite", "action_revoke":
            with self.assertRaises(AccessError):
                getattr(self.trader_b.with_user(self.broker), action)()
        self.assertTrue(self.client_b.active)

    def test_client_revokes_nobody(self):
        with self.assertRaises(AccessError):
            self.trader_a.with_user(self.client_a).action_revoke()

    def test_revoked_trader_can_be_invited_again(self):
        self.trader_a.with_user(self.broker).action_revoke()
        self.assertFalse(self.client_a.active)
        self.assertFalse(self.trader_a.user_id)
        self.trader_a.with_user(self.broker).action_invite()
        self.assertEqual(self.trader_a.user_id, self.client_a)
        self.assertTrue(self.client_a.has_group("brokersync_crm.group_trader"))

    def test_archived_trader_is_not_invited(self):
        self.trader_a.action_archive()
        with self.assertRaisesRegex(UserError, "archived"):
            self.trader_a.action_invite()


@tagged("post_install", "-at_install")
class TestRevocation(BrokersyncCommon, HttpCase):
    """Taking a trader away ends every way in at once."""

    def is_logged_in(self):
        return self.url_open("/my/firm", allow_redirects=False).status_code == 200

    def new_key(self):
        keys = self.env["res.users.apikeys"].with_user(self.client_a).sudo()
        return keys._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))

    def user_of_key(self, key):
        return self.env["res.users.apikeys"]._check_credentials(scope="rpc", key=key)

    def test_session_ends(self):
        self.authenticate("test-a-1", "test-a-1")
        self.assertTrue(self.is_logged_in())
        self.trader_a.with_user(self.broker).action_revoke()
        self.assertFalse(self.is_logged_in())

    def test_session_does_not_come_back_with_a_new_invitation(self):
        self.authenticate("test-a-1", "test-a-1")
        self.assertTrue(self.is_logged_in())
        self.trader_a.action_revoke()
        self.trader_a.action_invite()
        self.assertFalse(self.is_logged_in())

    def test_api_key_ends(self):
        key = self.new_key()
        self.assertEqual(self.user_of_key(key), self.client_a.id)
        self.trader_a.action_archive()
        self.assertFalse(self.user_of_key(key))
        self.trader_a.action_unarchive()
        self.trader_a.action_invite()
        self.assertFalse(self.user_of_key(key))

    @mute_logger("odoo.addons.base.models.res_users")
    def test_password_ends(self):
        self.trader_a.unlink()
        self.assertFalse(self.client_a.active)
        with self.assertRaises(AccessDenied):
            self.env["res.users"].authenticate(
                {"type": "password", "login": "test-a-1", "password": "test-a-1"},
                {"interactive": False},
            )

    def test_is_found_by_parts_of_name_code_and_address(self):
        traders = self.env["brokersync.trader"].with_user(self.broker)
        for words in "na alp", "TEST-A-1", "test-a-1@":
            self.assertEqual(traders.name_search(words)[0][0], self.trader_a.id, words)
        self.assertFalse(traders.name_search("Bruno"))

    def test_broker_does_not_say_whose_login_it_is(self):
        """Over RPC a greyed-out field is written like any other, and *Revoke access* locks out whoever stands in it."""
        trader = self.trader_a.with_user(self.broker)
        with self.assertRaises(AccessError):
            trader.user_id = self.compliance_officer
        with self.assertRaises(AccessError):
            self.env["brokersync.trader"].with_user(self.broker).create(
                {"firm_id": self.firm_a.id, "name": "X", "user_id": self.client_b.id}
            )
        context = {"default_user_id": self.client_b.id}
        traders = self.env["brokersync.trader"].with_user(self.broker).with_context(**context)
        self.assertFalse(traders.create({"firm_id": self.firm_a.id, "name": "X"}).user_id)
        self.assertEqual(self.trader_a.user_id, self.client_a)

    def test_revoking_never_reaches_staff(self):
        self.env.cr.execute(
            "UPDATE brokersync_trader SET user_id = %s WHERE id = %s",
            [self.compliance_officer.id, self.trader_a.id],
        )
        self.trader_a.invalidate_recordset()
        self.trader_a.with_user(self.broker).action_revoke()
        self.assertTrue(self.compliance_officer.active)

    def test_broker_does_not_give_a_trader_another_contact(self):
        other = self.env["res.partner"].create({"name": "Somebody else"})
        for record in self.trader_a, self.firm_a:
            with self.assertRaises(AccessError):
                record.with_user(self.broker).partner_id = other
            record.with_user(self.broker).partner_id = record.partner_id  # as it is
