from datetime import date

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import BrokersyncCommon
from .screening_common import TABLE, load_table, screen_someone

REASON = "Passport seen: another date of birth."


@tagged("post_install", "-at_install")
class TestScreening(BrokersyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._new_staff("bs_compliance_2", "group_compliance_officer")
        # Lists of the demo would add hits of their own.
        cls.env["brokersync.sanctions.list"].search([]).state = "superseded"
        cls.env["brokersync.sanctions.entry"].search([]).active = False
        load_table(cls.env)
        cls.screenings = cls.env["brokersync.screening"]

    def decide(self, hit, user, verdict="false_positive", reason=REASON):
        return (
            self.env["brokersync.screening.decision"]
            .with_user(user)
            .create({"hit_id": hit.id, "verdict": verdict, "reason": reason})
        )

    def test_clear(self):
        screening = self.screenings._screen(self.firm_a, names=["Alpha Grain"], countries=["NO"])
        self.assertEqual((screening.state, screening.hit_count), ("clear", 0))
        self.assertEqual(screening.name_count, 5)
        self.assertEqual(self.screenings._latest_for(self.firm_a), screening)
        self.assertEqual(self.screenings._progress_for(self.firm_a), "complete")
        self.assertFalse(self.screenings._blocks(self.firm_a))

    def test_hit_with_what_the_list_said(self):
        screening = self.screenings._screen(
            self.trader_a,
            names=["Victor Zorkin"],
            birth_date=date(1961, 4, 2),
            countries=self.env.ref("base.ru"),
        )
        self.assertEqual((screening.state, screening.firm_id), ("open", self.firm_a))
        hit = screening.hit_ids
        self.assertEqual(
            (hit.listed_name, hit.listed_births, hit.listed_countries, hit.list_code),
            ("Viktor Zorkin", "1961-04-02", "RU", "TEST"),
        )
        self.assertIn("same date of birth", hit.explanation)
        self.assertEqual(self.screenings._progress_for(self.trader_a), "in_review")
        told = self.env["brokersync.notification"].search([("res_id", "=", screening.id)])
        self.assertIn(self.compliance_officer, told.user_id)
        self.assertFalse((self.broker | self.client_a | self.risk_officer) & told.user_id)

    def test_nobody_is_clear_without_a_list_or_a_name(self):
        with self.assertRaises(UserError):
            self.screenings._screen(self.firm_a, names=["", " "])
        self.env["brokersync.sanctions.list"].search([]).state = "superseded"
        with self.assertRaises(UserError):
            self.screenings._screen(self.firm_a, names=["Alpha"])

    def test_two_people_dismiss(self):
        hit = screen_someone(self.env, self.firm_a)
        self.decide(hit, self.compliance_officer)
        self.assertEqual((hit.state, hit.proposed_by_id), ("proposed", self.compliance_officer))
        self.assertTrue(self.screenings._blocks(self.firm_a))
        with self.assertRaises(UserError):
            self.decide(hit, self.compliance_officer)
        self.decide(hit, self.second)
        self.assertEqual((hit.state, hit.decided_by_id), ("dismissed", self.second))
        self.assertEqual(hit.screening_id.state, "dismissed")
        self.assertFalse(self.screenings._blocks(self.firm_a))
        self.assertEqual(self.firm_a.account_status, "active")

    def test_two_people_confirm_and_the_firm_stops(self):
        hit = screen_someone(self.env, self.firm_a)
        self.decide(hit, self.compliance_officer, "true_match")
        self.assertEqual(self.firm_a.account_status, "active")
        self.decide(hit, self.second, "true_match")
        self.assertEqual(hit.screening_id.state, "confirmed")
        self.assertEqual(self.firm_a.account_status, "suspended")
        told = self.env["brokersync.notification"].search(
            [("event_id.code", "=", "screening.match"), ("res_id", "=", hit.id)]
        )
        self.assertEqual(set(told.mapped("priority")), {"p1"})
        with self.assertRaisesRegex(UserError, "waits for compliance"):
            self.firm_a.with_user(self.compliance_officer).action_activate()

    def test_a_contradiction_waits_for_another_person(self):
        hit = screen_someone(self.env, self.firm_a)
        self.decide(hit, self.compliance_officer, "true_match")
        self.decide(hit, self.second, "false_positive")
        self.assertEqual((hit.state, hit.proposed_by_id), ("proposed", self.second))
        self.decide(hit, self.compliance_officer, "false_positive")
        self.assertEqual(hit.state, "dismissed")

    def test_no_way_around_the_second_person(self):
        hit = screen_someone(self.env, self.firm_a)
        mine = hit.with_user(self.compliance_officer)
        for way in (
            lambda: mine.write({"state": "dismissed"}),
            lambda: mine.write({"proposed_by_id": self.second.id}),
            lambda: mine.create({"screening_id": hit.screening_id.id, "entry_id": hit.entry_id.id}),
            lambda: mine.unlink(),
            lambda: mine.screening_id.write({"hit_ids": [(1, hit.id, {"state": "dismissed"})]}),
        ):
            with self.assertRaises(UserError):
                way()
        self.assertFalse(mine.load([".id", "state"], [[str(hit.id), "No match"]])["ids"])
        self.assertEqual(hit.state, "open")
        decisions = self.env["brokersync.screening.decision"].with_user(self.compliance_officer)
        rows = [[str(hit.id), "false_positive", REASON]] * 2
        result = decisions.load(["hit_id/.id", "verdict", "reason"], rows)
        self.assertFalse(result["ids"])
        self.assertIn("second person", str(result["messages"]))
        with self.assertRaises(UserError):
            self.decide(hit, self.compliance_officer)
            decisions.create(
                {
                    "hit_id": hit.id,
                    "verdict": "false_positive",
                    "reason": REASON,
                    "create_uid": self.second.id,
                }
            )

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_as_well(self):
        hit = screen_someone(self.env, self.firm_a)
        decision = self.decide(hit, self.compliance_officer)
        self.env.flush_all()
        for statement in (
            "UPDATE brokersync_screening_hit SET state = 'dismissed', decided_by_id = proposed_by_id",
            "UPDATE brokersync_screening_decision SET reason = 'x'",
            "DELETE FROM brokersync_screening_decision",
        ):
            with self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
                self.env.cr.execute(statement)
        with self.assertRaises(UserError):
            decision.write({"reason": "something else"})
        with self.assertRaises(UserError):
            decision.unlink()

    def test_a_reason_is_needed_and_a_decided_hit_stays(self):
        hit = screen_someone(self.env, self.firm_a)
        with self.assertRaises(ValidationError):
            self.decide(hit, self.compliance_officer, reason="no")
        self.decide(hit, self.compliance_officer)
        self.decide(hit, self.second)
        with self.assertRaises(UserError):
            self.decide(hit, self.compliance_officer, "true_match")

    def test_only_compliance_sees_and_decides(self):
        hit = screen_someone(self.env, self.firm_a)
        self.assertTrue(hit.with_user(self.compliance_officer).read(["explanation"]))
        for user in self.broker, self.risk_officer, self.client_a, self.sidecar_user:
            with self.subTest(user.login):
                for record in hit, hit.screening_id:
                    with self.assertRaises(AccessError):
                        record.with_user(user).read(["state"])
                with self.assertRaises(AccessError):
                    self.decide(hit, user)

    def test_brokers_are_not_told_by_the_firm(self):
        """No tipping-off: neither fields nor messages of the firm carry it."""
        hit = screen_someone(self.env, self.firm_a)
        self.decide(hit, self.compliance_officer, "true_match")
        self.decide(hit, self.second, "true_match")
        firm = self.firm_a.with_user(self.broker)
        names = [
            name
            for name, field in firm._fields.items()
            if not field.inherited and field.store and firm._has_field_access(field, "read")
        ]
        words = f"{firm.read(names)}{firm.message_ids.mapped('body')}".lower()
        for word in "sanction", "screening", "true_match":
            self.assertNotIn(word, words)

    def test_a_prospect_in_review_is_not_activated(self):
        firm = self._new_firm("TEST-C", "Gamma Sugar")
        firm.account_status = "suspended"
        self.screenings._screen(firm, names=["Zorkin Grain Holding"])
        with self.assertRaisesRegex(UserError, "waits for compliance"):
            firm.account_status = "active"


@tagged("post_install", "-at_install")
class TestRescreening(BrokersyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._new_staff("bs_compliance_2", "group_compliance_officer")
        cls.env["brokersync.sanctions.list"].search([]).state = "superseded"
        cls.env["brokersync.sanctions.entry"].search([]).active = False
        load_table(cls.env)
        cls.screenings = cls.env["brokersync.screening"]

    def setUp(self):
        super().setUp()
        self.run_job()

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("brokersync_crm.cron_screening").method_direct_trigger()

    def latest(self, record):
        return self.screenings._latest_for(record)

    def count(self, record):
        return self.screenings.search_count(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def test_everybody_is_screened_once(self):
        for record in self.firm_a, self.firm_b, self.trader_a:
            self.assertEqual((self.latest(record).state, self.count(record)), ("clear", 1))
        self.run_job()
        self.assertEqual(self.count(self.firm_a), 1)

    def test_a_new_name_is_screened(self):
        self.trader_a.name = "Viktor Zorkin"
        self.run_job()
        self.assertEqual(self.latest(self.trader_a).state, "open")
        self.assertEqual(self.count(self.trader_a), 2)

    def test_a_changed_contact_is_found_too(self):
        self.trader_a.partner_id.name = "Viktor Zorkin"
        self.run_job()
        self.assertEqual(self.latest(self.trader_a).state, "open")

    def test_a_new_entry_finds_an_old_client(self):
        before = self.latest(self.firm_b)
        version = load_table(self.env, TABLE + "E9,Beta Metals Ltd,entity,,,,NEW,\n")
        self.run_job()
        self.assertEqual(self.latest(self.firm_b).state, "open")
        self.assertEqual(self.latest(self.firm_b).hit_ids.listed_programs, "NEW")
        # Who is not concerned keeps the screening, which now names the new version.
        self.assertEqual(self.count(self.firm_a), 1)
        self.assertIn(f"TEST:{version.id}", self.latest(self.firm_a).stamp)
        self.assertNotIn(f"TEST:{version.id}", before.stamp)

    def test_only_what_changed_is_compared(self):
        old = self.env["brokersync.sanctions.list"]._stamp()
        load_table(self.env, TABLE + "E9,Beta Metals Ltd,entity,,,,NEW,\n")
        lists = self.env["brokersync.sanctions.list"]
        self.assertEqual(len(lists._matcher_since(lists._stamp(), old)), 1)
        self.assertEqual(len(lists._matcher_since(lists._stamp(), "")), 6)

    def test_a_decision_holds_while_nothing_changes(self):
        self.trader_a.name = "Viktor Zorkin"
        self.run_job()
        hit = self.latest(self.trader_a).hit_ids
        for user in self.compliance_officer, self.second:
            self.env["brokersync.screening.decision"].with_user(user).create(
                {"hit_id": hit.id, "verdict": "false_positive", "reason": REASON}
            )
        again = self.screenings._screen(self.trader_a, **self.trader_a._screening_identity())
        self.assertEqual((again.state, again.hit_ids.carried_from_id), ("dismissed", hit))
        # The entry now says more: it is examined again.
        load_table(self.env, TABLE.replace("RU,TEST", "RU DE,TEST"))
        self.run_job()
        self.assertEqual(self.latest(self.trader_a).state, "open")

    def test_a_first_opinion_is_carried_over_and_the_old_hit_is_closed(self):
        self.trader_a.name = "Viktor Zorkin"
        self.run_job()
        old = self.latest(self.trader_a).hit_ids
        decisions = self.env["brokersync.screening.decision"]
        said = {"verdict": "false_positive", "reason": REASON}
        decisions.with_user(self.compliance_officer).create({"hit_id": old.id, **said})
        self.trader_a._screen_now()
        new = self.latest(self.trader_a).hit_ids
        self.assertEqual((new.state, new.proposed_by_id), ("proposed", self.compliance_officer))
        with self.assertRaisesRegex(UserError, "newest hit"):
            decisions.with_user(self.second).create({"hit_id": old.id, **said})
        decisions.with_user(self.second).create({"hit_id": new.id, **said})
        self.assertEqual(self.latest(self.trader_a).state, "dismissed")

    def test_who_left_the_list_blocks_nobody(self):
        self.trader_a.name = "Viktor Zorkin"
        self.run_job()
        self.assertTrue(self.screenings._blocks(self.firm_a))
        without = "\n".join(line for line in TABLE.splitlines() if not line.startswith("P1"))
        load_table(self.env, without, allow_removals=True)
        self.run_job()
        self.assertEqual(self.latest(self.trader_a).state, "clear")
        self.assertFalse(self.screenings._blocks(self.firm_a))

    def test_blanks_around_a_name_are_no_change(self):
        self.trader_a.name = "  Anna  Alpha "
        self.run_job()
        count = self.count(self.trader_a)
        self.run_job()
        self.assertEqual(self.count(self.trader_a), count)

    def test_a_threshold_must_be_one(self):
        parameters = self.env["ir.config_parameter"]
        for value in "high", "10", "101", "nan":
            parameters.set_param("brokersync_crm.screening_threshold", value)
            with self.assertRaisesRegex(UserError, "screening_threshold"):
                self.firm_a._screen_now()
        parameters.set_param("brokersync_crm.screening_threshold", "90")
        self.firm_a._screen_now()
        self.assertEqual(self.latest(self.firm_a).threshold, 90)

    def test_how_rare_a_family_name_must_be_is_a_setting(self):
        parameter = "brokersync_crm.screening_rare_names"
        self.assertEqual(self.screenings._settings().rare, 40)
        for value in "0", "7":
            self.env["ir.config_parameter"].set_param(parameter, value)
            self.assertEqual(self.screenings._settings().rare, int(value))
        for value in "-1", "many", "1001":
            self.env["ir.config_parameter"].set_param(parameter, value)
            with self.assertRaisesRegex(UserError, "screening_rare_names"):
                self.trader_a._screen_now()
