import base64
import hashlib
from datetime import timedelta

from psycopg2 import DatabaseError, IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..kyc.steps import FOLLOWING, ORDER, TRANSITIONS
from .onboarding_common import OnboardingCommon


@tagged("post_install", "-at_install")
class TestOnboarding(OnboardingCommon):
    """The pipeline: where it may go, who may take it there, and what is kept of it."""

    def as_user(self, user):
        return self.onboarding.with_user(user)

    def decide(self, user, decision, reason="Because", **values):
        wizard = self.env["brokersync.onboarding.decision"].with_user(user)
        return wizard.create(
            {
                "onboarding_id": self.onboarding.id,
                "decision": decision,
                "reason": reason,
                **values,
            }
        ).action_confirm()

    def test_begins_with_the_application(self):
        self.assertRegex(self.onboarding.name, r"^ON-\d{5}$")
        self.assertEqual(self.onboarding.state, "application")
        self.assertEqual(self.onboarding.user_id, self.broker)
        self.assertTrue(self.onboarding.due_date)
        self.assertEqual(self.onboarding.step_ids.user_id, self.broker)

    def test_form_of_the_broker(self):
        self.onboarding.sudo()._move("rejected", "Anew")
        with Form(self.env["brokersync.onboarding"].with_user(self.broker)) as form:
            form.firm_id = self.prospect
        self.assertEqual(form.record.user_id, self.broker)

    def test_whole_way_ends_with_an_active_firm(self):
        self.bring_to("approval")
        self.assertEqual(self.onboarding.submitted_by_id, self.broker)
        self.as_user(self.compliance_officer).action_approve()
        self.assertEqual(self.onboarding.state, "approved")
        self.assertEqual(self.onboarding.approved_by_id, self.compliance_officer)
        self.assertEqual(self.prospect.account_status, "active")
        self.assertEqual(self.onboarding.progress, 100)
        self.assertEqual(
            self.onboarding.step_ids.sorted("id").mapped("to_state"), [*ORDER, "approved"]
        )

    def test_only_the_table_leads_anywhere(self):
        states = (*ORDER, "approved", "rejected")
        for old in states:
            for new in states:
                if new in TRANSITIONS[old] or new == "approved":
                    continue
                self.env.cr.execute(
                    "UPDATE brokersync_onboarding SET state = %s, approved_by_id = %s WHERE id = %s",
                    (old, self.second_officer.id, self.onboarding.id),
                )
                self.onboarding.invalidate_recordset()
                with self.subTest(f"{old} to {new}"), self.assertRaises(UserError):
                    self.onboarding._move(new)

    def test_forward_goes_one_step_at_a_time(self):
        for step in ORDER:
            forward = {
                state for state in TRANSITIONS[step] if state not in ORDER[: ORDER.index(step)]
            }
            self.assertEqual(forward, {FOLLOWING[step], "rejected"})

    def test_says_in_words_what_is_missing(self):
        self.prospect.write({"legal_form": False, "street": False, "pep": True})
        self.owner.birth_date = False
        self.as_user(self.broker).action_next()
        missing = self.onboarding.missing
        for text in "Legal form", "Registered address", "political exposure":
            self.assertIn(text, missing)
        self.assertIn("Petra Prospect: Date of birth", missing)
        with self.assertRaisesRegex(UserError, "Still missing"):
            self.as_user(self.broker).action_next()

    def test_somebody_must_stand_behind_a_company(self):
        self.owner.share = 24.99
        self.as_user(self.broker).action_next()
        self.assertIn("Beneficial owners", self.onboarding.missing)
        self.owner.control = "manager"
        self.onboarding.invalidate_recordset(["missing"])
        self.assertFalse(self.onboarding.missing)

    def test_brokers_prepare_and_compliance_reviews(self):
        self.bring_to("screening")
        with self.assertRaisesRegex(AccessError, "completed by compliance"):
            self.as_user(self.broker).action_next()
        self.bring_to("risk")
        self.assertEqual(self.onboarding.step_ids.sorted("id")[-1].user_id, self.compliance_officer)

    def test_risk_officer_and_clients_move_nothing(self):
        for user in self.risk_officer, self.client_a, self.internal_user:
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.as_user(user).action_next()

    def test_client_reads_no_onboarding_and_no_owner(self):
        for model in (
            "brokersync.onboarding",
            "brokersync.onboarding.step",
            "brokersync.beneficial.owner",
        ):
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(self.client_a).search([])
        for field in "kyc_risk", "kyc_next_review", "owner_ids", "onboarding_ids":
            with self.subTest(field), self.assertRaises(AccessError):
                self.firm_a.with_user(self.client_a).read([field])

    def test_broker_sees_the_own_firms_only(self):
        self.assertTrue(self.as_user(self.broker).has_access("read"))
        self.set_brokers()
        self.assertFalse(self.as_user(self.broker).has_access("read"))

    def test_queue_follows_the_role(self):
        queue = self.env["brokersync.onboarding"]
        mine = [("my_turn", "=", True), ("id", "=", self.onboarding.id)]
        self.assertTrue(queue.with_user(self.broker).search(mine))
        self.assertFalse(queue.with_user(self.risk_officer).search(mine))
        self.bring_to("screening")
        self.assertFalse(queue.with_user(self.broker).search(mine))
        self.assertTrue(queue.with_user(self.compliance_officer).search(mine))

    def test_overdue_is_found(self):
        late = [("overdue", "=", True), ("id", "=", self.onboarding.id)]
        self.assertFalse(self.onboarding.search(late))
        self.onboarding.sudo().due_date = "2020-01-01"
        self.assertTrue(self.onboarding.overdue)
        self.assertEqual(self.onboarding.search(late), self.onboarding)

    def test_sending_back_keeps_the_reason(self):
        self.bring_to("documents")
        self.decide(self.broker, "send_back", "Number is wrong", to_state="identity")
        self.assertEqual(self.onboarding.state, "identity")
        self.assertEqual(self.onboarding.step_ids[0].reason, "Number is wrong")
        with self.assertRaisesRegex(UserError, "cannot go"):
            self.decide(self.broker, "send_back", to_state="risk")

    def test_compliance_rejects_with_a_reason_and_may_take_up_again(self):
        self.bring_to("risk")
        with self.assertRaises(AccessError):
            self.decide(self.broker, "reject")
        with self.assertRaisesRegex(UserError, "Say why"):
            self.decide(self.compliance_officer, "reject", " ")
        self.decide(self.compliance_officer, "reject", "Shell company")
        self.assertEqual(self.onboarding.state, "rejected")
        self.assertEqual(self.onboarding.reject_reason, "Shell company")
        self.assertEqual(self.prospect.account_status, "prospect")
        with self.assertRaisesRegex(UserError, "closed"):
            self.as_user(self.compliance_officer).action_next()
        self.decide(self.compliance_officer, "reopen")
        self.assertEqual(self.onboarding.state, "application")

    def test_one_open_onboarding_a_firm(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["brokersync.onboarding"].create({"firm_id": self.prospect.id})

    def test_history_cannot_be_changed_by_anybody(self):
        step = self.onboarding.step_ids
        for change in (lambda: step.write({"reason": "x"}), step.unlink):
            with self.assertRaisesRegex(UserError, "cannot be"):
                change()
        for query in (
            "UPDATE brokersync_onboarding_step SET reason = 'x'",
            "DELETE FROM brokersync_onboarding_step",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(DatabaseError, "append-only"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query)

    def test_shares_add_up_to_a_hundred_at_most(self):
        owners = self.env["brokersync.beneficial.owner"].with_user(self.broker)
        owners.create({"firm_id": self.prospect.id, "name": "Second", "share": 40})
        with self.assertRaisesRegex(ValidationError, "100.01"):
            owners.create({"firm_id": self.prospect.id, "name": "Third", "share": 0.01})
        for share in float("nan"), float("inf"), "half":
            with self.subTest(share), self.assertRaisesRegex(ValidationError, "finite"):
                self.owner.write({"share": share})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.owner.share = -1
            self.owner.flush_recordset()

    def test_nobody_is_born_tomorrow(self):
        today = self.owner._fields["birth_date"].today()
        self.owner.birth_date = today
        with self.assertRaisesRegex(ValidationError, "Date of birth: .* lies in the future"):
            self.owner.birth_date = today + timedelta(days=1)

    def test_national_number_is_kept_sealed(self):
        self.owner.national_id = "756.1234.5678.97"
        self.owner.flush_recordset()
        self.env.cr.execute(
            "SELECT national_id FROM brokersync_beneficial_owner WHERE id = %s", [self.owner.id]
        )
        self.assertTrue(self.env.cr.fetchone()[0].startswith("v1:"))
        self.assertEqual(self.owner.with_user(self.broker).national_id[-4:], "8.97")
        self.assertNotIn("1234", self.owner.with_user(self.broker).national_id)


@tagged("post_install", "-at_install")
class TestDemonstration(OnboardingCommon):
    def test_the_approved_client_has_what_approval_asks_for(self):
        onboarding = self.env.ref("brokersync_crm.onboarding_nordgrain", raise_if_not_found=False)
        if not onboarding:
            self.skipTest("without demo data")
        self.assertEqual(onboarding.state, "approved")
        self.assertEqual(
            {step: onboarding._missing(step) for step in ORDER if onboarding._missing(step)}, {}
        )
        for document in onboarding.firm_id.kyc_document_ids:
            content = base64.b64decode(document.data)
            self.assertEqual(document.sha256, hashlib.sha256(content).hexdigest(), document.name)
        for agreement in self.env["brokersync.agreement"].search(
            [("firm_id", "=", onboarding.firm_id.id)]
        ):
            self.assertTrue(agreement._paper().startswith(b"%PDF"))
