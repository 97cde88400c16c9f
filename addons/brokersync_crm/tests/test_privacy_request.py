import io
import json
import tempfile
import zipfile
from base64 import b64encode
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged

from ..privacy import deadlines, tombstones
from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestDeadlines(BaseCase):
    def test_one_month_or_45_days(self):
        for regime, extended, expected in (
            ("gdpr", False, date(2026, 2, 28)),
            ("gdpr", True, date(2026, 4, 30)),
            ("ccpa", False, date(2026, 3, 17)),
            ("ccpa", True, date(2026, 5, 1)),
        ):
            due = deadlines.due(regime, date(2026, 1, 31), extended=extended)
            self.assertEqual(due, expected, (regime, extended))


class PrivacyCommon(BrokersyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_officer = cls._new_staff("bs_compliance_2", "group_compliance_officer")

    def ask(self, kind, trader=None):
        trader = trader or self.trader_a
        request = self.env["brokersync.privacy.request"].with_user(trader.user_id)
        asked = request._ask(trader, kind, "gdpr")
        return asked.with_user(self.compliance_officer)


@tagged("post_install", "-at_install")
class TestPrivacyRequest(PrivacyCommon):
    def test_a_request_of_the_portal_is_verified_and_compliance_is_told(self):
        asked = self.ask("access")
        self.assertEqual((asked.state, asked.verified_by_id), ("verified", self.client_a))
        told = self.env["brokersync.notification"].search(
            [("res_id", "=", asked.id), ("res_model", "=", asked._name)]
        )
        self.assertIn(self.compliance_officer, told.user_id)
        with self.assertRaisesRegex(UserError, "is open already"):
            self.ask("access")

    def test_a_letter_is_verified_by_an_officer_who_says_how(self):
        asked = (
            self.env["brokersync.privacy.request"]
            .with_user(self.compliance_officer)
            .create({"trader_id": self.trader_a.id, "kind": "correct"})
        )
        with self.assertRaisesRegex(UserError, "how the identity"):
            asked.action_verify()
        asked.verified_how = "Called the known number"
        asked.action_verify()
        with self.assertRaisesRegex(UserError, "Write the answer"):
            asked.action_close()
        asked.answer = "The phone number is corrected."
        asked.action_close()
        self.assertEqual(asked.state, "done")

    def test_only_compliance_answers(self):
        asked = self.ask("access")
        for user in self.broker, self.risk_officer, self.client_a:
            with self.assertRaises(AccessError):
                asked.with_user(user).action_make_copy()

    def test_a_client_sees_the_own_requests_only(self):
        asked = self.ask("access")
        _colleague, colleague_user = self._new_trader(self.firm_a, "TEST-A-2", "Carl Colleague")
        self.assertTrue(asked.with_user(self.client_a).read(["state"]))
        for user in colleague_user, self.client_b:
            with self.assertRaises(AccessError):
                asked.with_user(user).read(["state"])

    def test_restriction_and_opt_out_withdraw_every_consent(self):
        consents = self.env["brokersync.consent"]
        consents._decide(self.trader_a, "sharing", True, "portal")
        asked = self.ask("opt_out")
        asked.answer = "Nothing is shared."
        asked.action_close()
        self.assertFalse(any(consents._current(self.trader_a).values()))

    def test_a_refusal_says_why(self):
        asked = self.ask("erase")
        with self.assertRaisesRegex(UserError, "Say why"):
            asked.action_refuse()
        asked.refusal = "The identity could not be verified."
        asked.action_refuse()
        self.assertEqual(asked.state, "refused")

    def test_the_copy_holds_everything_about_the_person_and_nothing_about_others(self):
        env = self.env
        self.trader_a.phone = "+47 21 55 01 20"
        env["brokersync.communication"]._log(
            "email",
            "in",
            firm=self.firm_a,
            trader=self.trader_a,
            subject="Wheat",
            body="Sell 5 lots",
        )
        env["brokersync.communication"]._log(
            "email", "in", firm=self.firm_b, trader=self.trader_b, body="Secret of Beta"
        )
        env["ir.attachment"].create(
            {
                "name": "../passport.txt",
                "datas": b64encode(b"page one"),
                "res_model": "brokersync.trader",
                "res_id": self.trader_a.id,
            }
        )
        asked = self.ask("access")
        asked.action_make_copy()
        self.assertEqual(asked.state, "done")
        with zipfile.ZipFile(io.BytesIO(asked.sudo().copy_id.raw)) as archive:
            text = archive.read("data.json").decode()
            files = {name: archive.read(name) for name in archive.namelist() if name != "data.json"}
        told = json.loads(text)["records"]
        self.assertEqual(told["res.partner"][0]["phone"], "+47 21 55 01 20")
        self.assertEqual(told["brokersync.communication"][0]["body"], "Sell 5 lots")
        self.assertEqual(told["brokersync.trader"][0]["code"], "TEST-A-1")
        self.assertIn("brokersync.privacy.request", told)
        self.assertNotIn("Secret of Beta", text)
        self.assertNotIn("password", text)
        self.assertFalse([name for name in told if "screening" in name or "aml" in name])
        (name,) = files
        self.assertRegex(name, r"^files/\d+-\.\._passport\.txt$")
        self.assertEqual(files[name], b"page one")

    def test_the_link_ends(self):
        asked = self.ask("access")
        asked.action_make_copy()
        asked.sudo().copy_until -= timedelta(days=8)
        asked.sudo()._cron_end_links()
        self.assertFalse(asked.copy_id)


@tagged("post_install", "-at_install")
class TestErasure(PrivacyCommon):
    """WX-12: erased, pseudonymised or kept, field by field, with the rule."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "tombstones.jsonl"
        self.startPatcher(patch.dict("os.environ", {tombstones.VARIABLE: str(self.file)}))
        self.trader_a.write({"phone": "+47 21 55 01 20", "comment": "Plays golf"})
        self.env["brokersync.communication"]._log(
            "email", "in", firm=self.firm_a, trader=self.trader_a, subject="Wheat", body="Sell"
        )
        self.trader_a.message_post(body="Anna is on holiday")

    def erase(self):
        asked = self.ask("erase")
        asked.action_propose()
        asked.with_user(self.second_officer).action_erase()
        return asked

    def test_a_proposal_changes_nothing_and_one_person_is_not_enough(self):
        asked = self.ask("erase")
        asked.action_propose()
        self.assertTrue(asked.line_ids)
        self.assertEqual(self.trader_a.name, "Anna Alpha")
        with self.assertRaisesRegex(UserError, "Another officer decides"):
            asked.action_erase()

    def test_one_officer_cannot_pretend_that_another_one_proposed_it(self):
        asked = self.ask("erase").with_user(self.compliance_officer)
        for values in (
            {"state": "proposed"},
            {"prepared_by_id": self.second_officer.id},
            {"closed_by_id": self.second_officer.id},
            {"copy_id": 1},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                asked.write(values)
        self.assertEqual((asked.state, asked.prepared_by_id.id), ("verified", False))

    def test_the_person_is_the_one_both_officers_saw(self):
        asked = self.ask("erase").with_user(self.compliance_officer)
        asked.action_propose()
        for values in {"trader_id": self.trader_b.id}, {"kind": "access"}:
            with self.subTest(values), self.assertRaises(AccessError):
                asked.write(values)

    def test_what_is_erased_pseudonymised_and_kept(self):
        asked = self.erase()
        self.assertEqual(asked.state, "done")
        self.assertEqual(self.trader_a.name, "Person TEST-A-1")
        self.assertFalse(self.trader_a.phone or self.trader_a.email or self.trader_a.comment)
        self.assertFalse(self.trader_a.active or self.client_a.active)
        self.assertEqual(self.client_a.login, f"erased-{self.client_a.id}")
        self.assertFalse(self.trader_a.message_ids)
        kept = asked.line_ids.filtered(lambda line: line.what == "Communication: Message")
        self.assertEqual(kept.outcome, "kept")
        self.assertIn("MiFID", kept.rule)
        self.assertGreater(kept.until, fields.Date.today() + timedelta(days=2500))
        outcomes = dict(asked.line_ids.mapped(lambda line: (line.what, line.outcome)))
        self.assertEqual(outcomes["Contact: Phone"], "erased")
        self.assertEqual(outcomes["Contact: Name"], "pseudonymised")

    def test_the_person_gets_the_outcome_by_mail(self):
        self.erase()
        mail = self.env["mail.mail"].search([("email_to", "=", "test-a-1@test-a.example")], limit=1)
        self.assertIn("MiFID II art. 16(7)", mail.body_html)
        self.assertIn("Replaced by a pseudonym", mail.body_html)
        self.assertTrue(mail.auto_delete)

    def test_nothing_in_the_tables_names_the_person_any_more(self):
        self.erase()
        self.env.flush_all()
        for table in (
            "res_partner",
            "res_users",
            "brokersync_trader",
            "mail_message",
            "brokersync_audit",
        ):
            self.env.cr.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%%Anna%%'")  # noqa: S608
            self.assertFalse(self.env.cr.fetchone()[0], table)

    def test_the_audit_chain_stays_whole(self):
        """FAULTS 91."""
        self.erase()
        self.assertEqual(self.env["brokersync.audit.check"]._verify().state, "whole")

    def test_a_legal_hold_blocks_until_it_is_released(self):
        hold = (
            self.env["brokersync.legal.hold"]
            .with_user(self.compliance_officer)
            .create({"firm_id": self.firm_a.id, "reason": "Court of Oslo 26-1"})
        )
        asked = self.ask("erase")
        with self.assertRaisesRegex(UserError, "Court of Oslo 26-1"):
            asked.action_propose()
        with self.assertRaisesRegex(UserError, "Say why"):
            hold.action_release()
        hold.release_reason = "Settled"
        hold.action_release()
        asked.action_propose()
        with self.assertRaisesRegex(UserError, "never deleted"):
            hold.sudo().unlink()

    def test_a_restored_backup_is_erased_again(self):
        self.erase()
        self.env.cr.postcommit.run()
        self.assertEqual(tombstones.read(self.file, self.env.cr.dbname), ["TEST-A-1"])
        # As the backup had it, login and all.
        self.trader_a.action_unarchive()
        self.trader_a.write({"name": "Anna Alpha", "phone": "+47 1"})
        self.client_a.write({"active": True, "login": "test-a-1"})
        self.assertEqual(self.env["brokersync.privacy.request"]._erase_again(), ["TEST-A-1"])
        self.assertEqual((self.trader_a.name, self.trader_a.phone), ("Person TEST-A-1", False))
        self.assertFalse(self.client_a.active)
        self.assertEqual(self.env["brokersync.privacy.request"]._erase_again(), [])

    def test_a_backup_may_be_restored_under_another_name(self):
        self.erase()
        self.env.cr.postcommit.run()
        uuid = self.env["ir.config_parameter"].get_param("database.uuid")
        self.assertEqual(tombstones.read(self.file, "restored", uuid), ["TEST-A-1"])
        self.assertEqual(tombstones.read(self.file, "restored", "another"), [])
        self.assertEqual(tombstones.read(self.file, "restored"), [])
