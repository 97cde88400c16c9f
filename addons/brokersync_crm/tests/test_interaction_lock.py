from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_interaction import InteractionCommon


@tagged("post_install", "-at_install")
class TestInteractionLock(InteractionCommon):
    def log_hours_ago(self, hours, **values):
        interaction = self.log(**values)
        interaction.flush_recordset()
        self.env.cr.execute(
            "UPDATE brokersync_interaction SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(hours=hours), interaction.id],
        )
        interaction.invalidate_recordset()
        return interaction

    def run_cron(self):
        cron = self.env.ref("brokersync_crm.cron_lock_interactions")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_open_until_the_time_is_over(self):
        interaction = self.log_hours_ago(23)
        self.assertTrue(interaction.can_edit)
        interaction.subject = "Corrected"
        self.run_cron()
        self.assertEqual((interaction.state, interaction.locked_at), ("open", False))

    def test_locked_when_the_time_is_over(self):
        interaction = self.log_hours_ago(25)
        self.run_cron()
        self.assertEqual(interaction.state, "locked")
        self.assertTrue(interaction.locked_at)

    def test_does_not_wait_for_the_job(self):
        interaction = self.log_hours_ago(25)
        self.assertFalse(interaction.can_edit)
        with self.assertRaisesRegex(UserError, "is locked"):
            interaction.subject = "Too late"

    def test_hours_are_configured(self):
        self.env["ir.config_parameter"].set_param("brokersync_crm.interaction_lock_hours", "48")
        interaction = self.log_hours_ago(25)
        self.run_cron()
        self.assertEqual(interaction.state, "open")
        self.assertEqual(interaction.lock_due, interaction.create_date + timedelta(hours=48))

    def test_hours_in_the_settings(self):
        settings = self.env["res.config.settings"]
        with self.assertRaisesRegex(ValidationError, "between 1 and 744"):
            settings.create({"brokersync_interaction_lock_hours": 0}).set_values()
        settings.create({"brokersync_interaction_lock_hours": 2}).set_values()
        self.assertEqual(self.env["brokersync.interaction"]._lock_after(), timedelta(hours=2))
        with self.assertRaises(AccessError):
            settings.with_user(self.broker).create({"brokersync_interaction_lock_hours": 700})

    def test_nobody_changes_or_deletes_a_locked_one(self):
        interaction = self.log(subject="Said", notes="<p>Exactly this</p>")
        interaction.action_lock()
        for user in self.broker, self.administrator, self.env.ref("base.user_root"):
            for values in (
                {"subject": "x"},
                {"notes": "x"},
                {"outcome_id": self.asks_follow_up.id},
                {"trader_id": False},
                {"date": "2020-01-01 00:00:00"},
            ):
                with self.subTest(f"{user.login} {values}"), self.assertRaises(UserError):
                    interaction.with_user(user).write(values)
        for user in self.administrator, self.env.ref("base.user_root"):
            with self.assertRaisesRegex(UserError, "is locked"):
                interaction.with_user(user).unlink()

    def test_the_database_refuses_as_well(self):
        interaction = self.log(subject="Said", notes="<p>Exactly this</p>")
        interaction.action_lock()
        interaction.flush_recordset()
        for statement in (
            "UPDATE brokersync_interaction SET subject = 'x' WHERE id = %s",
            "UPDATE brokersync_interaction SET notes = NULL WHERE id = %s",
            "UPDATE brokersync_interaction SET state = 'open' WHERE id = %s",
            "UPDATE brokersync_interaction SET locked_at = now() + interval '1 day' WHERE id = %s",
            "UPDATE brokersync_interaction SET create_date = now() + interval '1 day' WHERE id = %s",
            "UPDATE brokersync_interaction SET firm_id = firm_id + 1 WHERE id = %s",
            "DELETE FROM brokersync_interaction WHERE id = %s",
        ):
            with (
                self.subTest(statement),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(IntegrityError, "is locked"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement, [interaction.id])

    def test_an_open_one_is_deleted_by_the_administrator(self):
        interaction = self.log()
        interaction.with_user(self.administrator).unlink()
        self.assertFalse(interaction.exists())

    def test_a_locked_one_can_be_talked_about_and_followed_up(self):
        interaction = self.log()
        interaction.action_lock()
        interaction.message_post(body="He called back.")
        interaction.follow_up_date = fields.Date.today()
        self.assertEqual(interaction.follow_up_id.user_id, self.broker)
