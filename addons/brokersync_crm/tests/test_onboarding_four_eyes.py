from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .onboarding_common import OnboardingCommon


@tagged("post_install", "-at_install")
class TestOnboardingFourEyes(OnboardingCommon, HttpCase):
    """Nobody admits a client alone: by button, over RPC, by write, by import, by sending more fields (FAULTS 81)."""

    def as_user(self, user):
        return self.onboarding.with_user(user)

    def test_who_submitted_does_not_approve(self):
        self.bring_to("agreements")
        self.as_user(self.compliance_officer).action_next()
        with self.assertRaisesRegex(UserError, "another compliance officer"):
            self.as_user(self.compliance_officer).action_approve()
        self.as_user(self.second_officer).action_approve()
        self.assertEqual(self.prospect.account_status, "active")

    def test_who_completed_an_earlier_step_does_not_approve(self):
        self.as_user(self.compliance_officer).action_next()
        self.bring_to("approval")
        self.assertEqual(self.onboarding.submitted_by_id, self.broker)
        with self.assertRaisesRegex(UserError, "another compliance officer"):
            self.as_user(self.compliance_officer).action_approve()

    def test_an_administrator_who_prepared_does_not_approve(self):
        self.complete_everything()
        onboarding = self.as_user(self.administrator)
        onboarding.action_screen()
        onboarding.action_score()
        for _step in range(7):
            onboarding.action_next()
        with self.assertRaisesRegex(UserError, "another compliance officer"):
            self.as_user(self.administrator).action_approve()

    def test_a_broker_does_not_approve(self):
        self.bring_to("approval")
        self.set_brokers(self.broker, second := self._new_staff("bs_broker_2", "group_broker"))
        with self.assertRaisesRegex(AccessError, "completed by compliance"):
            self.as_user(second).action_approve()

    def test_nothing_is_approved_before_its_time(self):
        with self.assertRaisesRegex(UserError, "not complete"):
            self.as_user(self.compliance_officer).action_approve()
        self.bring_to("approval")
        self.prospect.legal_form = False
        with self.assertRaisesRegex(UserError, "Legal form"):
            self.as_user(self.second_officer).action_approve()

    def test_not_by_write_nor_with_a_context(self):
        for values in (
            {"state": "approved"},
            {"submitted_by_id": self.broker.id},
            {"approved_by_id": self.second_officer.id},
            {"step_ids": [(5,)]},
            {"kind": "review"},
        ):
            for user in self.broker, self.compliance_officer, self.administrator:
                record = self.as_user(user).with_context(default_state="approved", su=True)
                with self.subTest(f"{user.login} {values}"), self.assertRaises(AccessError):
                    record.write(values)

    def test_not_by_more_fields_at_creation(self):
        self.onboarding._move("rejected")
        onboardings = self.env["brokersync.onboarding"].with_user(self.compliance_officer)
        for values in {"state": "approved"}, {"approved_by_id": self.second_officer.id}:
            with self.subTest(values), self.assertRaises(AccessError):
                onboardings.create({"firm_id": self.prospect.id, **values})
        begun = onboardings.with_context(default_state="approval").create(
            {"firm_id": self.prospect.id}
        )
        self.assertEqual(begun.state, "application")

    def test_not_by_import(self):
        result = (
            self.env["brokersync.onboarding"]
            .with_user(self.compliance_officer)
            .load([".id", "state"], [[str(self.onboarding.id), "approved"]])
        )
        self.assertFalse(result["ids"])
        self.assertEqual(self.onboarding.state, "application")
        result = (
            self.env["brokersync.firm"]
            .with_user(self.compliance_officer)
            .load([".id", "account_status"], [[str(self.prospect.id), "active"]])
        )
        self.assertFalse(result["ids"])
        self.assertEqual(self.prospect.account_status, "prospect")

    def test_not_over_rpc(self):
        self.bring_to("agreements")
        self.as_user(self.compliance_officer).action_next()
        self.authenticate("bs_compliance", "bs_compliance")
        for method, args in {
            "write": [[self.onboarding.id], {"state": "approved"}],
            "web_save": [[self.onboarding.id], {"state": "approved"}, {}],
            "action_approve": [[self.onboarding.id]],
            "_move": [[self.onboarding.id], "approved"],
            "_complete": [[self.onboarding.id]],
            "_admit": [[self.onboarding.id]],
        }.items():
            with mute_logger("odoo.http"):
                answer = self.url_open(
                    f"/web/dataset/call_kw/brokersync.onboarding/{method}",
                    json={
                        "params": {
                            "model": "brokersync.onboarding",
                            "method": method,
                            "args": args,
                            "kwargs": {},
                        }
                    },
                ).json()
            with self.subTest(method):
                self.assertIn("error", answer)
        self.onboarding.invalidate_recordset()
        self.assertEqual(self.onboarding.state, "approval")
        self.assertEqual(self.prospect.account_status, "prospect")

    def test_the_database_holds_it_too(self):
        self.bring_to("approval")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.onboarding.sudo().write({"state": "approved", "approved_by_id": self.broker.id})
            self.onboarding.flush_recordset()

    def test_a_prospect_is_not_activated_past_its_onboarding(self):
        for user in self.broker, self.compliance_officer, self.administrator:
            with self.subTest(user.login), self.assertRaisesRegex(UserError, "second person"):
                self.prospect.with_user(user).action_activate()
            with self.assertRaises(UserError):
                self.env["brokersync.firm"].with_user(user).create(
                    {"code": "TEST-Q", "name": "Quick", "account_status": "active"}
                )
            with self.assertRaises(UserError):
                self.env["brokersync.firm"].with_user(user).with_context(
                    default_account_status="active"
                ).create({"code": "TEST-Q", "name": "Quick"})
        self.prospect.house = True
        with self.assertRaises(UserError):
            self.prospect.with_user(self.broker).action_activate()
        self.prospect.with_user(self.administrator).action_activate()
        self.assertEqual(self.prospect.account_status, "active")
