from datetime import date, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import Form, tagged

from .test_interaction import InteractionCommon


@tagged("post_install", "-at_install")
class TestInteractionFollowUp(InteractionCommon):
    def run_cron(self):
        cron = self.env.ref("brokersync_crm.cron_escalate_follow_ups")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def overdue(self, days):
        return self.log(follow_up_date=fields.Date.today() - timedelta(days=days))

    def escalations(self, interaction):
        kind = self.env.ref("brokersync_crm.activity_type_escalation")
        return interaction.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )

    def test_a_date_makes_an_activity_of_the_broker(self):
        due = fields.Date.today() + timedelta(days=5)
        interaction = self.log(follow_up_date=due)
        activity = interaction.activity_ids
        self.assertEqual((activity.date_deadline, activity.user_id), (due, self.broker))
        self.assertEqual(interaction.follow_up_id, activity)
        interaction.follow_up_date = due + timedelta(days=1)
        self.assertEqual(interaction.activity_ids, activity)
        self.assertEqual(activity.date_deadline, due + timedelta(days=1))
        interaction.follow_up_date = False
        self.assertFalse(interaction.activity_ids)

    def test_an_outcome_that_asks_for_one_gets_one(self):
        for day, due in (
            ("2026-11-19", date(2026, 11, 20)),  # Thursday
            ("2026-11-20", date(2026, 11, 23)),  # Friday
            ("2026-11-21", date(2026, 11, 23)),  # Saturday
            ("2026-11-22", date(2026, 11, 23)),  # Sunday
        ):
            with self.subTest(day), freeze_time(f"{day} 10:00:00"):
                interaction = self.log(outcome_id=self.asks_follow_up.id)
                self.assertEqual(interaction.follow_up_date, due)
        self.assertFalse(self.log().follow_up_id)

    def test_the_form_proposes_the_date(self):
        with Form(self.env["brokersync.interaction"].with_user(self.broker)) as form:
            form.trader_id = self.trader_a
            form.outcome_id = self.asks_follow_up
            self.assertTrue(form.follow_up_date)
            form.outcome_id = self.closed
            self.assertFalse(form.follow_up_date, "the proposal is taken back")
            form.outcome_id = self.asks_follow_up
            form.follow_up_date = fields.Date.today() + timedelta(days=10)
        self.assertEqual(form.record.follow_up_date, fields.Date.today() + timedelta(days=10))

    def test_done_is_on_record(self):
        interaction = self.overdue(0)
        interaction.follow_up_id.action_feedback(feedback="Sent the prices")
        self.assertFalse(interaction.follow_up_id)
        self.assertIn("Sent the prices", interaction.message_ids[:1].body)

    def test_escalates_to_the_other_brokers_once(self):
        colleague = self._new_staff("bs_broker2", "group_broker")
        self.firm_a.broker_ids += colleague
        late, fresh = self.overdue(3), self.overdue(2)
        self.run_cron()
        self.assertEqual(self.escalations(late).user_id, colleague)
        self.assertTrue(late.escalated_at)
        self.assertIn(colleague.name, late.message_ids[:1].body)
        self.assertFalse(self.escalations(fresh))
        self.run_cron()
        self.assertEqual(len(self.escalations(late)), 1)

    def test_another_date_or_follow_up_escalates_again(self):
        late = self.overdue(5)
        self.run_cron()
        for days in 4, 3:
            late.follow_up_date = fields.Date.today() - timedelta(days=days)
            self.run_cron()
            self.assertEqual(late.escalated_due, late.follow_up_date)
        late.follow_up_id.action_feedback(feedback="Called")
        late.follow_up_date = fields.Date.today() - timedelta(days=6)
        self.run_cron()
        self.assertIn(self.administrator, self.escalations(late).user_id)
        self.assertEqual(late.escalated_due, late.follow_up_date)

    def test_what_is_done_or_put_off_needs_nobody_else(self):
        tomorrow = fields.Date.today() + timedelta(days=1)
        for settle in (
            lambda late: late.follow_up_id.action_feedback(feedback="Called"),
            lambda late: late.write({"follow_up_date": tomorrow}),
            lambda late: late.write({"follow_up_date": False}),
        ):
            late = self.overdue(3)
            self.run_cron()
            self.assertTrue(self.escalations(late))
            settle(late)
            self.assertFalse(self.escalations(late))
            self.assertTrue(late.escalated_at, "stays on record")

    def test_escalates_to_the_administrators_when_there_is_no_other_broker(self):
        late = self.overdue(3)
        self.run_cron()
        self.assertIn(self.administrator, self.escalations(late).user_id)
        self.assertNotIn(self.broker, self.escalations(late).user_id)
        self.assertNotIn(self.env.ref("base.user_root"), self.escalations(late).user_id)

    def test_days_are_configured(self):
        self.env["ir.config_parameter"].set_param("brokersync_crm.follow_up_escalation_days", "10")
        late = self.overdue(9)
        self.run_cron()
        self.assertFalse(late.escalated_at)

    def test_a_locked_interaction_escalates(self):
        late = self.overdue(3)
        late.action_lock()
        late.flush_recordset()
        self.run_cron()
        late.flush_recordset()
        self.assertTrue(late.escalated_at)

    def test_done_follow_ups_do_not_escalate(self):
        late = self.overdue(3)
        late.follow_up_id.action_done()
        self.run_cron()
        self.assertFalse(late.escalated_at)
