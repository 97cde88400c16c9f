from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestFirm(BrokersyncCommon):
    def test_is_a_company_contact(self):
        self.assertTrue(self.firm_a.partner_id.is_company)
        self.assertEqual(self.firm_a.partner_id.name, "Alpha Grain")
        self.assertEqual(self.firm_a.display_name, "Alpha Grain")

    def test_form(self):
        with Form(self.env["brokersync.firm"].with_user(self.broker)) as form:
            form.name = "Gamma Oil"
            form.code = " gamma-1 "
        firm = form.record
        self.assertEqual(firm.code, "GAMMA-1")
        self.assertEqual(firm.account_status, "prospect")

    def test_code_is_short_and_plain(self):
        for code in "MÜNCHEN", "A B", "-A", "THIRTEENCHARS", "A_B":
            with self.subTest(code), self.assertRaisesRegex(ValidationError, "A–Z"):
                self.firm_a.code = code

    def test_code_is_unique(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._new_firm("test-a", "Copy")

    def test_lei_is_validated(self):
        self.firm_a.lei = "demo00nordgrain00026"
        self.assertEqual(self.firm_a.lei, "DEMO00NORDGRAIN00026")
        for lei in "DEMO00NORDGRAIN00027", "DEMO00NORDGRAIN0002", "not a lei":
            with self.subTest(lei), self.assertRaisesRegex(ValidationError, "LEI"):
                self.firm_a.lei = lei

    def test_lei_is_optional_and_unique(self):
        self.firm_a.lei = self.firm_b.lei = ""
        self.assertFalse(self.firm_b.lei)
        self.firm_a.lei = "DEMO00ALPHA000000096"
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.firm_b.lei = "DEMO00ALPHA000000096"
            self.firm_b.flush_recordset()

    def test_account_status_moves_along_the_allowed_ways(self):
        allowed = {
            ("prospect", "active"),
            ("prospect", "closed"),
            ("active", "suspended"),
            ("active", "closed"),
            ("suspended", "active"),
            ("suspended", "closed"),
            ("closed", "prospect"),
        }
        states = ("prospect", "active", "suspended", "closed")
        for number, (old, new) in enumerate(
            (old, new) for old in states for new in states if old != new
        ):
            firm = self._new_firm(f"STATE-{number}", "Stateful", account_status=old)
            with self.subTest(f"{old} to {new}"):
                if (old, new) in allowed:
                    firm.account_status = new
                    self.assertEqual(firm.account_status, new)
                else:
                    with self.assertRaisesRegex(UserError, "cannot become"):
                        firm.account_status = new

    def test_who_may_change_the_account_status(self):
        """By the button and by writing the field alike."""
        ways = {
            ("prospect", "closed"): {"broker", "compliance"},
            ("active", "suspended"): {"broker", "compliance"},
            ("active", "closed"): {"compliance"},
            ("suspended", "active"): {"compliance"},
            ("suspended", "closed"): {"compliance"},
            ("closed", "prospect"): {"compliance"},
        }
        buttons = {
            "active": "action_activate",
            "suspended": "action_suspend",
            "closed": "action_close",
            "prospect": "action_reopen",
        }
        users = {
            "broker": self.broker,
            "compliance": self.compliance_officer,
            "risk": self.risk_officer,
            "client": self.client_a,
        }
        for (old, new), allowed in ways.items():
            for name, user in users.items():
                for change in (
                    lambda firm, new=new: getattr(firm, buttons[new])(),
                    lambda firm, new=new: firm.write({"account_status": new}),
                ):
                    self.env.cr.execute(
                        "UPDATE brokersync_firm SET account_status = %s WHERE id = %s",
                        [old, self.firm_a.id],
                    )
                    self.firm_a.invalidate_recordset()
                    with self.subTest(f"{old} to {new} by {name}"):
                        if name in allowed:
                            change(self.firm_a.with_user(user))
                            self.assertEqual(self.firm_a.account_status, new)
                        else:
                            with self.assertRaises(AccessError):
                                change(self.firm_a.with_user(user))

    def test_firm_with_a_trader_is_archived_not_deleted(self):
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.firm_a.unlink()
        self.firm_a.action_archive()
        self.assertFalse(self.firm_a.active)
        self.assertFalse(self.trader_a.active)
        self.assertFalse(self.client_a.active)
        self.assertFalse(self.firm_a.partner_id.active)

    def test_archived_trader_still_keeps_the_firm_from_being_deleted(self):
        self.trader_b.action_archive()
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.firm_b.unlink()

    def test_unused_firm_can_be_deleted(self):
        firm = self._new_firm("TEST-D", "Delta")
        firm.unlink()
        self.assertFalse(firm.exists())

    def test_its_documents_are_one_click_away(self):
        for user in self.broker, self.compliance_officer:
            action = self.firm_a.with_user(user).action_documents()
            documents = self.env[action["res_model"]].with_user(user)
            self.assertTrue(documents.has_access("read"))
            self.assertEqual(action["domain"], [("firm_id", "=", self.firm_a.id)])

    def test_only_an_administrator_says_which_firms_are_the_house_s_own(self):
        """Of a house firm's fills nobody is told, and it trades without an approved onboarding."""
        for user in self.broker, self.compliance_officer:
            with self.assertRaises(AccessError):
                self.firm_a.with_user(user).house = True
            self.firm_a.with_user(user).write({"house": False, "city": "Oslo"})
        with self.assertRaises(AccessError):
            self.env["brokersync.firm"].with_user(self.broker).create(
                {"code": "TEST-H", "name": "House", "house": True}
            )
        self.firm_a.with_user(self.administrator).house = True
        self.assertTrue(self.firm_a.house)
