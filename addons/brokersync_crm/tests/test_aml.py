from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .aml_common import STRUCTURED, add_movements, find_cases
from .common import BrokersyncCommon

REASON = "Harvest season: sales for cash, receipts seen."


class AmlCommon(BrokersyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._new_staff("bs_compliance_2", "group_compliance_officer")

    def step(self, case, step, user=None, reason=REASON):
        return (
            self.env["brokersync.aml.case.step"]
            .with_user(user or self.compliance_officer)
            .create({"case_id": case.id, "step": step, "reason": reason})
        )


@tagged("post_install", "-at_install")
class TestTransaction(AmlCommon):
    def test_amounts_are_compared_in_the_companys_currency(self):
        currency = self.env["res.currency"].create(
            {"name": "XTQ", "symbol": "T", "rate_ids": [(0, 0, {"name": "2020-01-01", "rate": 4})]}
        )
        movement = add_movements(self.env, self.firm_a, 400, currency_id=currency.id)
        self.assertEqual((movement.amount, movement.company_amount), (400, 100))

    def test_a_reference_comes_in_once(self):
        add_movements(self.env, self.firm_a, 100, reference="R1")
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.UniqueViolation):
            add_movements(self.env, self.firm_a, 100, reference="R1")

    @mute_logger("odoo.sql_db")
    def test_append_only(self):
        movement = add_movements(self.env, self.firm_a, 100)
        with self.assertRaises(UserError):
            movement.amount = 1
        with self.assertRaises(UserError):
            movement.unlink()
        for statement in (
            "UPDATE brokersync_aml_transaction SET amount = 1",
            "DELETE FROM brokersync_aml_transaction",
        ):
            with self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
                self.env.cr.execute(statement)

    def test_what_cannot_be_is_refused_by_name(self):
        tomorrow = fields.Date.today() + timedelta(days=1)
        for values, said in (
            ({"amount": float("nan")}, "amount"),
            ({"amount": "1"}, "amount"),
            ({"date": tomorrow}, "Date"),
            ({"date": "0001-01-01"}, "Date"),
            ({"counterparty": "A\u202eB"}, "counterparty"),
            ({"counterparty": "A\0B"}, "counterparty"),
        ):
            with self.subTest(values), self.assertRaisesRegex(ValidationError, said):
                add_movements(self.env, self.firm_a, 100, **values)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.CheckViolation):
            add_movements(self.env, self.firm_a, -5)


@tagged("post_install", "-at_install")
class TestCase(AmlCommon):
    def test_a_case_with_its_evidence(self):
        movements = add_movements(self.env, self.firm_a, *STRUCTURED)
        case = find_cases(self.env, self.firm_a)
        self.assertEqual((len(case), case.kind, case.state), (1, "structuring", "new"))
        self.assertEqual(case.line_ids.transaction_id, movements)
        self.assertEqual(case.amount, 27_000)
        self.assertEqual(case.report_due, fields.Date.today() + timedelta(days=30))
        told = self.env["brokersync.notification"].search([("res_id", "=", case.id)])
        self.assertIn(self.compliance_officer, told.user_id)
        self.assertFalse((self.broker | self.risk_officer | self.client_a) & told.user_id)

    def test_looking_again_asks_nothing_new(self):
        add_movements(self.env, self.firm_a, *STRUCTURED)
        case = find_cases(self.env, self.firm_a)
        self.assertEqual(find_cases(self.env, self.firm_a), case)
        add_movements(self.env, self.firm_a, 9_100)
        self.assertEqual(find_cases(self.env, self.firm_a), case)
        self.assertEqual(len(case.line_ids), 4)

    def test_after_the_end_new_movements_are_a_new_case(self):
        add_movements(self.env, self.firm_a, *STRUCTURED)
        case = find_cases(self.env, self.firm_a)
        self.close(case)
        self.assertEqual(find_cases(self.env, self.firm_a), case)
        add_movements(self.env, self.firm_a, 9_100)
        self.assertEqual(len(find_cases(self.env, self.firm_a)), 2)

    def close(self, case):
        self.step(case, "triage")
        self.step(case, "propose_close")
        self.step(case, "confirm", self.second)

    def test_the_job_looks_at_everybody(self):
        for firm in self.firm_a, self.firm_b:
            add_movements(self.env, firm, *STRUCTURED)
        with self.enter_registry_test_mode():
            self.env.ref("brokersync_crm.cron_aml").method_direct_trigger()
        cases = self.env["brokersync.aml.case"].search([])
        self.assertLessEqual(self.firm_a | self.firm_b, cases.firm_id)

    def test_two_people_close(self):
        add_movements(self.env, self.firm_a, *STRUCTURED)
        case = find_cases(self.env, self.firm_a)
        case.with_user(self.compliance_officer).action_triage()
        case.with_user(self.compliance_officer).action_investigate()
        self.assertEqual((case.state, case.user_id), ("investigating", self.compliance_officer))
        self.step(case, "propose_escalate")
        with self.assertRaises(UserError):
            self.step(case, "confirm")
        self.step(case, "return", self.second)
        self.assertEqual((case.state, case.proposed_by_id.id), ("investigating", False))
        self.step(case, "propose_close", self.second)
        self.step(case, "confirm", self.compliance_officer)
        self.assertEqual((case.state, case.decided_by_id), ("closed", self.compliance_officer))

    def test_steps_that_do_not_follow(self):
        add_movements(self.env, self.firm_a, *STRUCTURED)
        case = find_cases(self.env, self.firm_a)
        for step in "investigate", "propose_close", "confirm", "return":
            with self.assertRaises(UserError):
                self.step(case, step)
        self.close(case)
        for step in "triage", "investigate", "propose_escalate", "return":
            with self.assertRaises(UserError):
                self.step(case, step)
        with self.assertRaises(ValidationError):
            self.step(case, "confirm", reason="ok")

    @mute_logger("odoo.sql_db")
    def test_no_way_around_the_steps(self):
        add_movements(self.env, self.firm_a, *STRUCTURED)
        case = find_cases(self.env, self.firm_a)
        mine = case.with_user(self.compliance_officer)
        step = self.step(case, "triage")
        for way in (
            lambda: mine.write({"state": "closed"}),
            lambda: mine.create(
                {"firm_id": self.firm_a.id, "rule_id": case.rule_id.id, "name": "X"}
            ),
            lambda: mine.unlink(),
            lambda: step.write({"reason": "changed afterwards"}),
            lambda: step.unlink(),
            lambda: mine.line_ids.unlink(),
        ):
            with self.assertRaises(UserError):
                way()
        self.env.flush_all()
        with self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE brokersync_aml_case SET state = 'closed', proposed_by_id = 2, decided_by_id = 2"
                " WHERE id = %s",
                [case.id],
            )

    def test_no_tipping_off(self):
        """Only compliance reads any of it: not brokers, not risk officers, not the client."""
        add_movements(self.env, self.firm_a, *STRUCTURED)
        case = find_cases(self.env, self.firm_a)
        step = self.step(case, "triage")
        movement = case.line_ids.transaction_id[:1]
        for record in case, case.line_ids[:1], step, movement, case.rule_id:
            self.assertTrue(record.with_user(self.compliance_officer).read(["display_name"]))
            for user in self.broker, self.risk_officer, self.client_a, self.sidecar_user:
                with self.subTest(f"{record._name} {user.login}"), self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])
        with self.assertRaises(AccessError):
            self.step(case, "investigate", self.broker)
        with self.assertRaises(AccessError):
            add_movements(self.env(user=self.broker.id), self.firm_a, 1)


@tagged("post_install", "-at_install")
class TestRule(AmlCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["brokersync.aml.rule"].search([]).active = False
        cls.rules = cls.env["brokersync.aml.rule"].with_user(cls.compliance_officer)

    def new_rule(self, **values):
        return self.rules.create({"name": "Test", "date_from": "2020-01-01", **values})

    def test_a_kind_brings_its_values(self):
        rule = self.new_rule(kind="geography")
        self.assertEqual((rule.threshold, rule.days), (1_000, 30))
        self.assertIn("IR", rule.country_ids.mapped("code"))
        rule = self.new_rule(kind="rapid", threshold=70_000)
        self.assertEqual((rule.threshold, rule.share), (70_000, 90))

    def test_a_threshold_of_the_law_changes_on_a_day(self):
        """Old movements are judged by the old rule, new ones by the new rule."""
        add_movements(self.env, self.firm_a, 28_000, 29_000, 27_000)
        today = fields.Date.today()
        old = self.new_rule(kind="structuring", date_to=today - timedelta(days=2))
        new = self.new_rule(
            kind="structuring", threshold=30_000, date_from=today - timedelta(days=1)
        )
        self.assertEqual(find_cases(self.env, self.firm_a).rule_id, new)
        new.active = False
        self.assertFalse(old._findings([]))

    def test_a_rule_out_of_force_asks_nothing(self):
        self.new_rule(kind="structuring", date_from="2020-01-01", date_to="2021-01-01")
        add_movements(self.env, self.firm_a, *STRUCTURED)
        self.assertFalse(find_cases(self.env, self.firm_a))

    @mute_logger("odoo.sql_db")
    def test_impossible_values_are_refused(self):
        for values in {"days": 0}, {"share": 101}, {"band": 100}, {"count": 0}:
            with self.assertRaises(psycopg2.errors.CheckViolation), self.env.cr.savepoint():
                self.new_rule(**values)
        with self.assertRaises(ValidationError):
            self.new_rule(date_from="2026-01-01", date_to="2025-01-01")
        with self.assertRaises(ValidationError):
            self.new_rule(threshold=float("inf"))

    def test_trying_values_makes_no_case(self):
        rule = self.new_rule(kind="structuring")
        wizard = (
            self.env["brokersync.aml.what.if"]
            .with_user(self.compliance_officer)
            .with_context(**rule.action_try()["context"])
            .create({})
        )
        self.assertEqual(wizard.threshold, 10_000)
        wizard.band = 70
        wizard.action_try()  # movements of the demo may be there
        findings, now, firms = wizard.finding_count, wizard.now_count, wizard.firm_count
        add_movements(self.env, self.firm_a, 4_000, 4_500, 4_200)
        wizard.action_try()
        self.assertEqual(
            (wizard.finding_count, wizard.now_count, wizard.firm_count),
            (findings + 1, now, firms + 1),
        )
        self.assertFalse(self.env["brokersync.aml.case"].search([("rule_id", "=", rule.id)]))
        wizard.action_apply()
        self.assertEqual(rule.band, 70)

    def test_only_compliance_tunes(self):
        rule = self.new_rule()
        for user in self.broker, self.risk_officer:
            with self.assertRaises(AccessError):
                rule.with_user(user).write({"days": 9})
