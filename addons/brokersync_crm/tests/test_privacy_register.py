import re

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..privacy.k_anonymity import exposed, k_of
from .common import BrokersyncCommon
from .document_files import PDF

PERSONAL_NAME = re.compile(
    r"(^|_)(name|email|phone|mobile|birth|birthdate|notes?|comment|national_id|login|address|signature"
    r"|body|subject|user_agent|nationality|document_number|holder)(_|$)"
)

# Names of things, and notes about things. A new model lands here only after somebody thought about it.
ABOUT_THINGS = {
    "brokersync.account",
    "brokersync.agreement.template",
    "brokersync.aml.case",  # number of the case
    "brokersync.aml.import",
    "brokersync.aml.rule",
    "brokersync.api.client",  # name of a program
    "brokersync.command",
    "brokersync.commodity",
    "brokersync.file.import",  # name of a file, deleted when it was read
    "brokersync.grade",
    "brokersync.instrument",
    "brokersync.interaction.outcome",
    "brokersync.interaction.type",
    "brokersync.kyc.document.type",
    "brokersync.login.attempt",  # hashes, deleted after a day
    "brokersync.notification.event",
    "brokersync.notification.ladder",
    "brokersync.onboarding",  # number of the application
    "brokersync.order",
    "brokersync.password.request",  # deleted when it was sent
    "brokersync.privacy.request",  # number of the request
    "brokersync.processing.activity",
    "brokersync.quarantine",
    "brokersync.registry.lookup",  # companies in a public register
    "brokersync.risk.breach",
    "brokersync.sanctions.entry",  # public lists
    "brokersync.sanctions.list",
    "brokersync.sanctions.name",
    "brokersync.suitability.option",
    "brokersync.suitability.question",
    "brokersync.suitability.questionnaire",
    "brokersync.venue",
    "brokersync.warehouse.receipt",
    "brokersync.webhook",
}


@tagged("post_install", "-at_install")
class TestRegister(BrokersyncCommon):
    def tables(self):
        return {
            name: model
            for name, model in self.env.items()
            if name.startswith("brokersync.")
            and model._auto
            and not model._abstract
            and not model._transient
        }

    def test_every_field_that_may_be_personal_is_registered(self):
        for name, model in self.tables().items():
            suspects = {
                field.name
                for field in model._fields.values()
                if field.store
                and not field.inherited
                and field.type in ("char", "text", "html", "date")
                and PERSONAL_NAME.search(field.name)
            }
            if name not in ABOUT_THINGS and suspects:
                with self.subTest(name):
                    self.assertLessEqual(suspects, model._personal_fields.keys())

    def test_what_is_kept_names_its_rule(self):
        for name, model in self.env.items():
            if "keep" in model._personal_fields.values():
                with self.subTest(name):
                    self.assertTrue(model._personal_basis)
                    self.assertGreater(model._personal_keep_days, 0)

    def test_registered_fields_exist(self):
        for name, model in self.env.items():
            with self.subTest(name):
                self.assertLessEqual(model._personal_fields.keys(), model._fields.keys())

    def test_the_register_is_a_screen(self):
        register = self.env["brokersync.personal.field"].with_user(self.compliance_officer)
        phone = register.search([("model", "=", "res.partner"), ("field", "=", "phone")])
        self.assertEqual(phone.handling, "erase")
        account = register.search(
            [("model", "=", "brokersync.firm"), ("field", "=", "bank_account")]
        )
        self.assertTrue(account.encrypted)


@tagged("post_install", "-at_install")
class TestConsent(BrokersyncCommon):
    def test_the_latest_decision_counts_and_all_are_kept(self):
        consents = self.env["brokersync.consent"]
        self.assertFalse(any(consents._current(self.trader_a).values()))
        for granted in True, True, False:
            consents._decide(self.trader_a, "research", granted, "portal")
        self.assertFalse(consents._current(self.trader_a)["research"])
        rows = consents.search([("trader_id", "=", self.trader_a.id)])
        self.assertEqual(rows.mapped("granted"), [False, True])

    def test_no_decision_is_changed(self):
        row = self.env["brokersync.consent"]._decide(self.trader_a, "research", True, "portal")
        for change in (lambda: row.write({"granted": False}), row.unlink):
            with self.assertRaises(UserError):
                change()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.RestrictViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("DELETE FROM brokersync_consent WHERE id = %s", [row.id])


@tagged("post_install", "-at_install")
class TestRetention(BrokersyncCommon):
    """CP-05: what is due goes, also from append-only tables; what is held stays; the log says so."""

    def setUp(self):
        super().setUp()
        self.rule = self.env.ref("brokersync_crm.retention_security_event")
        self.events = self.env["brokersync.security.event"]
        self.events._log("auth", "success", action="old")
        self.events._log("auth", "success", action="new")
        old = self.events.search([("action", "=", "old")])
        self.env.cr.execute(
            "UPDATE brokersync_security_event SET at = now() - interval '3 years' WHERE id = %s",
            [old.id],
        )
        self.env.invalidate_all()

    def test_what_is_due_goes_and_is_logged(self):
        self.rule._dispose()
        self.assertFalse(self.events.search([("action", "=", "old")]))
        self.assertTrue(self.events.search([("action", "=", "new")]))
        disposal = self.env["brokersync.disposal"].search([], limit=1)
        self.assertEqual(
            (disposal.model, disposal.rule), ("brokersync.security.event", self.rule.basis)
        )
        self.assertGreaterEqual(disposal.records, 1)
        with self.assertRaises(UserError):
            disposal.unlink()

    def test_no_rule_deletes_before_the_law_lets_it(self):
        rules = self.env["brokersync.retention.rule"].with_user(self.compliance_officer)
        rule = self.rule.with_user(self.compliance_officer)
        rule.days = 731
        with self.assertRaisesRegex(ValidationError, r"Kept for \(days\): .*at least 730 days"):
            rule.days = 729
        for model in "brokersync.audit", "brokersync.disposal", "res.users":
            found = self.env["ir.model"]._get(model)
            date = found.field_id.filtered(lambda field: field.ttype == "datetime")[:1]
            with self.subTest(model), self.assertRaisesRegex(ValidationError, "not deleted by"):
                rules.create(
                    {
                        "model_id": found.id,
                        "date_field_id": date.id,
                        "days": 9_999,
                        "basis": "Tidiness",
                    }
                )

    def test_interactions_of_a_held_firm_stay(self):
        outcome = self.env.ref("brokersync_crm.interaction_outcome_closed")
        old = self.env["brokersync.interaction"]
        for trader in self.trader_a, self.trader_b:
            old += old.create({"trader_id": trader.id, "outcome_id": outcome.id, "notes": "Old"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE brokersync_interaction SET date = now() - interval '8 years' WHERE id = ANY(%s)",
            [old.ids],
        )
        self.env.cr.execute(
            "UPDATE brokersync_interaction SET state = 'locked' WHERE id = ANY(%s)", [old.ids]
        )
        self.env["brokersync.legal.hold"].create({"firm_id": self.firm_a.id, "reason": "Court"})
        self.env.ref("brokersync_crm.retention_interaction")._dispose()
        self.assertEqual(old.exists(), old[0])

    def test_documents_stay_for_years_after_the_relationship(self):
        documents = self.env["brokersync.kyc.document"]
        kind = self.env.ref("brokersync_crm.document_type_articles")
        ended = self._new_firm("TEST-E", "Ended Ores")
        fresh = self._new_firm("TEST-F", "Fresh Flour")
        firms = self.firm_a, fresh, ended
        of_firms = [documents._receive(firm, kind, PDF, "articles.pdf") for firm in firms]
        (fresh | ended).account_status = "closed"
        self.assertEqual(fresh.closed_on, fields.Date.today())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE brokersync_kyc_document SET create_date = now() - interval '10 years'"
        )
        self.env.cr.execute(
            "UPDATE brokersync_firm SET closed_on = now() - interval '6 years' WHERE id = %s",
            [ended.id],
        )
        self.env.invalidate_all()
        self.env.ref("brokersync_crm.retention_kyc_document")._dispose()
        self.assertEqual([bool(one.exists()) for one in of_firms], [True, True, False])
        self.assertFalse(
            self.env["ir.attachment"].search(
                [("res_model", "=", documents._name), ("res_id", "=", of_firms[2].id)]
            )
        )

    def test_the_end_of_the_relationship_is_nobody_s_to_set(self):
        for user in self.broker, self.administrator:
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.firm_a.with_user(user).closed_on = "2010-01-01"
        self.firm_a.account_status = "closed"
        self.firm_a.account_status = "prospect"
        self.assertFalse(self.firm_a.closed_on, "a client again")

    def test_communications_of_a_held_firm_stay(self):
        log = self.env["brokersync.communication"]
        long_ago = {"sent_at": self.env.cr.now().replace(year=2010)}
        held = log._log("email", "in", firm=self.firm_a, body="held", **long_ago)
        due = log._log("email", "in", firm=self.firm_b, body="due", **long_ago)
        self.env.flush_all()
        self.env["brokersync.legal.hold"].create({"firm_id": self.firm_a.id, "reason": "Court"})
        self.env.flush_all()
        log._purge()
        self.assertTrue(held.exists())
        self.assertFalse(due.exists())
        self.assertEqual(self.env["brokersync.disposal"].search([], limit=1).model, log._name)


@tagged("post_install", "-at_install")
class TestStatistics(BrokersyncCommon):
    """PV-04."""

    def test_k_is_the_size_of_the_smallest_crowd(self):
        rows = [{"country": "NO", "role": "trader"}] * 5 + [{"country": "NO", "role": "analyst"}]
        self.assertEqual(k_of(rows, ["country"]), 6)
        self.assertEqual(k_of(rows, ["country", "role"]), 1)
        self.assertEqual(exposed(rows, ["country", "role"], 5), [("NO", "analyst")])
        self.assertEqual(k_of([], ["country"]), 0)

    def test_an_export_below_five_is_refused(self):
        self.firm_a.jurisdiction_id = self.env.ref("base.mt")
        wizard = self.env["brokersync.statistics.export"].with_user(self.compliance_officer)
        with self.assertRaisesRegex(UserError, "fewer than 5 people"):
            wizard.create({}).action_export()

    def test_an_export_of_a_crowd_names_nobody(self):
        for number in range(5):
            self._new_trader(self.firm_a, f"TEST-S-{number}", f"Stat {number}")
        wizard = self.env["brokersync.statistics.export"].with_user(self.compliance_officer)
        export = wizard.create({"with_country": False, "with_role": False})
        export.action_export()
        text = export._csv(export._rows(), ["since", "interactions"]).decode()
        self.assertNotIn("Anna", text)
        self.assertGreater(text.count("\n"), 5)
