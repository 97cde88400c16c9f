import base64
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from . import document_files as files
from .onboarding_common import OnboardingCommon, passport_zone
from .test_documents_clamd import ScannerServer


@tagged("post_install", "-at_install")
class TestKycDocument(OnboardingCommon):
    """Upload, scan, review and expiry of what clients prove with."""

    def setUp(self):
        super().setUp()
        self.onboarding.with_user(self.broker).action_next()
        self.onboarding.with_user(self.broker).action_next()

    def missing(self):
        self.onboarding.invalidate_recordset(["missing"])
        return self.onboarding.missing

    def test_each_requirement_is_named_until_it_is_met(self):
        self.assertEqual(
            self.missing().split("\n"),
            [
                "Identity of a person (Petra Prospect): no document yet",
                "Registration of the firm: no document yet",
                "Articles of the firm: no document yet",
                "Address: no document yet",
                "Who owns the firm: no document yet",
            ],
        )
        document = self.new_document("articles")
        self.assertIn("Articles of the firm: waits for review", self.missing())
        document.with_user(self.compliance_officer)._refuse("Page 3 is missing")
        self.assertIn("Articles of the firm: refused: Page 3 is missing", self.missing())
        self.complete_everything()
        self.assertFalse(self.missing())

    def test_high_risk_asks_for_the_source_of_funds(self):
        self.complete_everything()
        self.prospect.kyc_risk = "high"
        self.assertEqual(self.missing(), "Source of funds: no document yet")

    def test_either_passport_or_identity_card(self):
        zone = passport_zone("PROSPECT", "PETRA", "740812")
        self.accepted_document("id_card", owner=self.owner, mrz=zone)
        self.assertNotIn("Identity", self.missing())

    def test_upload_form_of_the_desk(self):
        uploads = self.env["brokersync.kyc.upload"].with_context(default_firm_id=self.prospect.id)
        with Form(uploads.with_user(self.broker)) as form:
            form.type_id = self.document_type("articles")
            form.file = base64.b64encode(files.PDF)
        form.record.filename = "../Articles 2026.exe"
        form.record.action_upload()
        document = self.prospect.kyc_document_ids
        self.assertEqual(document.name, "Articles 2026.pdf")
        self.assertEqual(document.create_uid, self.broker)
        self.assertFalse(form.record.file)
        self.set_brokers()
        with self.assertRaises(AccessError):
            form.record.action_upload()

    def test_only_the_upload_makes_documents(self):
        documents = self.env["brokersync.kyc.document"]
        values = {
            "firm_id": self.prospect.id,
            "type_id": self.document_type("articles").id,
            "name": "x.pdf",
        }
        for user in self.broker, self.compliance_officer, self.administrator, self.client_a:
            with self.subTest(user.login), self.assertRaises(AccessError):
                documents.with_user(user).create(values)

    def test_what_was_found_out_is_not_written_by_hand(self):
        document = self.new_document("articles")
        for values in (
            {"review_state": "accepted"},
            {"scan_state": "clean"},
            {"sha256": "0" * 64},
            {"data": b"eA=="},
            {"reviewer_id": self.compliance_officer.id},
            {"mrz_state": "valid"},
            {"firm_id": self.firm_a.id},
        ):
            for user in self.broker, self.compliance_officer, self.administrator:
                with self.subTest(f"{user.login} {values}"), self.assertRaises(AccessError):
                    document.with_user(user).write(values)

    def test_nobody_reads_the_content_as_a_field(self):
        document = self.new_document("articles")
        for user in self.broker, self.compliance_officer, self.administrator:
            with self.subTest(user.login), self.assertRaises(AccessError):
                document.with_user(user).read(["data"])
            self.assertFalse(
                self.env["ir.attachment"]
                .with_user(user)
                .search([("res_model", "=", document._name), ("res_field", "=", "data")])
            )

    def test_hostile_files_are_refused_in_words(self):
        for content, text in (
            (b"", "empty"),
            (b"<svg onload=alert(1)>", "not PDF"),
            (files.archive({"x.pdf": files.PDF}), "one by one"),
            (files.png_claiming(60_000, 60_000), "pixels"),
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, text):
                self.env["brokersync.kyc.document"]._receive(
                    self.prospect, self.document_type("articles"), content, "x.pdf"
                )

    def test_the_same_file_is_taken_once(self):
        self.new_document("articles")
        with self.assertRaisesRegex(UserError, "already"):
            self.new_document("articles")
        self.new_document("articles", files.pdf(b"another"))

    def test_quarantine(self):
        for content in files.eicar_pdf(), files.docx({"word/vbaProject.bin": b"x"}):
            document = self.new_document("articles", content)
            self.assertEqual(document.scan_state, "quarantined")
            self.assertIn("in quarantine", self.missing())
            with self.assertRaisesRegex(UserError, "quarantine"):
                document.with_user(self.compliance_officer).action_accept()
            for user in self.broker, self.compliance_officer, self.administrator:
                with self.assertRaisesRegex(AccessError, "quarantine"):
                    document.with_user(user)._content_for(user, unscanned=True)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            document.sudo().write(
                {"review_state": "accepted", "reviewer_id": self.compliance_officer.id}
            )
            document.flush_recordset()

    def test_scanner_is_asked_and_decides(self):
        server = ScannerServer()
        self.addCleanup(server.stop)
        clean, infected = self.new_document("articles"), self.new_document("register_extract")
        self.env["brokersync.kyc.document"]._cron_scan()
        self.assertEqual(clean.scan_state, "pending", "no scanner, no verdict")
        self.env["ir.config_parameter"].set_param("brokersync_crm.clamd", server.address)
        server.answer = b"busy\0"
        clean._scan(clean._scanner())
        self.assertEqual(clean.scan_state, "pending")
        self.assertIn("busy", clean.scan_message)
        server.answer = None
        clean._scan(clean._scanner())
        self.assertEqual((clean.scan_state, clean.scan_message), ("clean", False))
        server.answer = b"stream: Win.Test FOUND\0"
        infected._scan(infected._scanner())
        self.assertEqual((infected.scan_state, infected.review_state), ("quarantined", "refused"))

    def test_upload_wakes_the_scanner(self):
        self.env["ir.config_parameter"].set_param("brokersync_crm.clamd", "tcp://127.0.0.1:1")
        triggers = self.env["ir.cron.trigger"].search_count([])
        self.new_document("articles")
        self.assertEqual(self.env["ir.cron.trigger"].search_count([]), triggers + 1)

    def test_review_is_for_compliance_and_not_for_who_uploaded(self):
        document = self.new_document("articles")
        for user in self.broker, self.risk_officer:
            with self.subTest(user.login), self.assertRaises(AccessError):
                document.with_user(user).action_accept()
        document.with_user(self.compliance_officer).action_accept()
        self.assertEqual(document.reviewer_id, self.compliance_officer)
        own = self.new_document("register_extract", user=self.compliance_officer)
        with self.assertRaisesRegex(UserError, "another compliance officer"):
            own.with_user(self.compliance_officer).action_accept()
        own.with_user(self.second_officer).action_accept()
        with self.assertRaisesRegex(UserError, "reviewed already"):
            own.with_user(self.second_officer)._refuse("late")
        with self.assertRaisesRegex(UserError, "reviewed already"):
            own.with_user(self.broker).expiry_date = "2040-01-01"

    def test_zone_is_held_against_digits_person_and_date(self):
        right = passport_zone("PROSPECT", "PETRA", "740812")
        document = self.new_document("passport", owner=self.owner, mrz=right)
        self.assertEqual(document.mrz_state, "valid")
        self.assertEqual(str(document.expiry_date), "2036-12-31", "taken from the zone")
        for zone, text in (
            (right.replace("X12345678", "X12345679"), "check digit of the document number"),
            (passport_zone("PROSPECT", "PETRA", "740813"), "born on 1974-08-13"),
            (passport_zone("OTHER", "PETRA", "740812"), "OTHER, PETRA"),
            (passport_zone("PROSPECT", "PETRA", "740812", "351231"), "valid until 2035-12-31"),
            ("P<UTO", "2 lines of 44"),
        ):
            document.with_user(self.broker).mrz = zone
            with self.subTest(text):
                self.assertEqual(document.mrz_state, "failed")
                self.assertIn(text, document.mrz_message)
                with self.assertRaisesRegex(UserError, "machine-readable"):
                    document.with_user(self.compliance_officer).action_accept()
        document.with_user(self.broker).mrz = right
        document.with_user(self.compliance_officer).action_accept()
        self.assertEqual(document.review_state, "accepted")

    def test_accents_of_a_name(self):
        self.owner.name = "Pétra Müller-Prøspect"
        zone = passport_zone("MUELLER<PROESPECT", "PETRA", "740812")
        self.assertEqual(
            self.new_document("passport", owner=self.owner, mrz=zone).mrz_state, "valid"
        )

    def test_zone_is_kept_sealed(self):
        document = self.new_document(
            "passport", owner=self.owner, mrz=passport_zone("PROSPECT", "PETRA", "740812")
        )
        document.flush_recordset()
        self.env.cr.execute("SELECT mrz FROM brokersync_kyc_document WHERE id = %s", [document.id])
        self.assertTrue(self.env.cr.fetchone()[0].startswith("v1:"))
        self.assertNotIn("PROSPECT", document.with_user(self.broker).mrz)

    def test_identity_needs_owner_and_date(self):
        document = self.new_document("passport")
        with self.assertRaisesRegex(UserError, "until when"):
            document.with_user(self.compliance_officer).action_accept()
        document.expiry_date = "2020-01-01"
        with self.assertRaisesRegex(UserError, "expired on"):
            document.with_user(self.compliance_officer).action_accept()
        document.expiry_date = "2090-01-01"
        with self.assertRaisesRegex(UserError, "owner"):
            document.with_user(self.compliance_officer).action_accept()

    def test_owner_of_another_firm(self):
        stranger = self.env["brokersync.beneficial.owner"].create(
            {"firm_id": self.firm_b.id, "name": "Stranger"}
        )
        with self.assertRaisesRegex(UserError, "same firm"):
            self.new_document("passport", owner=stranger)

    def test_expiry_asks_for_a_new_one_once(self):
        today = fields.Date.today()
        self.complete_everything()
        passport = self.prospect.kyc_document_ids.filtered("mrz")
        passport.sudo().expiry_date = today + timedelta(days=20)
        self.env["brokersync.kyc.document"]._cron_expire()
        self.env["brokersync.kyc.document"]._cron_expire()
        self.assertEqual(passport.activity_ids.mapped("user_id"), self.broker)
        self.assertIn("expires on", passport.activity_ids.summary)
        self.assertFalse(self.missing())
        passport.sudo().expiry_date = today - timedelta(days=1)
        self.env["brokersync.kyc.document"]._cron_expire()
        self.assertEqual(passport.review_state, "expired")
        self.assertEqual(self.missing(), "Identity of a person (Petra Prospect): has expired")

    def test_accepted_documents_are_evidence(self):
        self.bring_to("screening")
        evidence = self.onboarding.sudo().step_ids[0].evidence
        self.assertEqual(
            {row["sha256"] for row in evidence["documents"]},
            set(self.prospect.kyc_document_ids.mapped("sha256")),
        )
