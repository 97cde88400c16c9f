from datetime import timedelta

from psycopg2 import errors

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestCommunication(BrokersyncCommon):
    """The log: what comes in stays as it is, and the people of other firms, colleagues included, read nothing of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.log = cls.env["brokersync.communication"]
        cls.message = cls.log._log(
            "email",
            "out",
            firm=cls.firm_a,
            trader=cls.trader_a,
            broker=cls.broker,
            subject="Corn, December",
            body="Basis is 12 over.",
            external_ref="<1@desk.example>",
            record=cls.trader_a,
        )

    def test_keeps_what_was_said(self):
        message = self.message.with_user(self.broker)
        self.assertEqual(
            (message.firm_id, message.trader_id, message.broker_id, message.channel),
            (self.firm_a, self.trader_a, self.broker, "email"),
        )
        self.assertEqual((message.subject, message.body), ("Corn, December", "Basis is 12 over."))
        self.assertEqual(
            (message.res_model, message.res_id), (self.trader_a._name, self.trader_a.id)
        )
        self.assertFalse(message.automatic)
        self.assertTrue(self.log._log("push", "out", firm=self.firm_a, body="Filled").automatic)

    def test_nobody_changes_or_deletes_it(self):
        self.message._note("sent")
        for records in self.message, self.message.status_ids:
            for user in self.env.user, self.administrator, self.broker:
                with self.subTest(f"{records._name} as {user.login}"):
                    with self.assertRaises(UserError):
                        records.with_user(user).write({"firm_id": self.firm_b.id})
                    with self.assertRaises(UserError):
                        records.with_user(user).unlink()

    def test_the_database_refuses_too(self):
        self.message._note("sent")
        self.env.flush_all()
        for table in "brokersync_communication", "brokersync_communication_status":
            for command in (
                "UPDATE %s SET firm_id = firm_id + 1",
                "DELETE FROM %s",
                "TRUNCATE %s CASCADE",
            ):
                with (
                    self.subTest(command),
                    mute_logger("odoo.sql_db"),
                    self.assertRaisesRegex(errors.RestrictViolation, "append-only"),
                    self.cr.savepoint(),
                ):
                    self.cr.execute(SQL(command, SQL.identifier(table)))

    def test_nobody_writes_it_by_hand(self):
        values = {
            "conversation_id": self.message.conversation_id.id,
            "firm_id": self.firm_a.id,
            "channel": "call",
            "direction": "in",
            "sent_at": fields.Datetime.now(),
            "keep_until": fields.Date.today(),
        }
        for user in self.client_a, self.broker, self.compliance_officer, self.administrator:
            with self.assertRaises(AccessError):
                self.log.with_user(user).create(values)

    def test_a_trader_of_another_firm_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "does not belong to"):
            self.log._log("sms", "out", firm=self.firm_a, trader=self.trader_b)

    def test_who_reads(self):
        colleague, colleague_user = self._new_trader(self.firm_a, "TEST-A-2", "Arne Alpha")
        self.assertTrue(colleague.can_view)
        for user in self.client_a, self.broker, self.compliance_officer, self.administrator:
            self.assertEqual(self.message.with_user(user).body, "Basis is 12 over.", user.login)
        for user in colleague_user, self.client_b, self.risk_officer, self.internal_user:
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.message.with_user(user).read(["body"])

    def test_what_became_of_it(self):
        self.assertFalse(self.message.state)
        monday = fields.Datetime.to_datetime("2026-11-02 09:00:00")
        self.message._note("sent", at=monday)
        self.message._note("read", user=self.client_a)
        self.message._note("delivered")
        self.message._note("sent", at=monday + timedelta(days=1))
        self.assertEqual(self.message.state, "read")
        first = self.message.status_ids.filtered(lambda status: status.state == "sent")
        self.assertEqual(first.at, monday)

    def test_a_failure_has_its_reason(self):
        self.message._note("sent")
        self.message._note("failed", reason="550 no such mailbox")
        self.assertEqual(self.message.state, "failed")
        self.assertEqual(self.message.status_ids[-1].reason, "550 no such mailbox")

    def test_is_kept_seven_years_and_no_longer(self):
        eight_years = fields.Datetime.now() - timedelta(days=8 * 366)
        old = self.log._log("sms", "out", firm=self.firm_a, sent_at=eight_years)
        old._note("sent")
        self.assertEqual((old.keep_until - old.sent_at.date()).days, 2557)
        hold = self.env["brokersync.legal.hold"].create(
            {"firm_id": self.firm_a.id, "reason": "Court of Rotterdam, C/10/1"}
        )
        self.log._purge()
        self.assertTrue(old.exists(), "a legal hold stands")
        hold.release_reason = "Settled"
        hold.action_release()
        self.log._purge()
        self.assertFalse(old.exists())
        self.assertTrue(self.message.exists())
        self.test_the_database_refuses_too()

    def test_a_dump_shows_no_message(self):
        self.env.flush_all()
        self.cr.execute(
            "SELECT body FROM brokersync_communication WHERE id = %s", [self.message.id]
        )
        [(sealed,)] = self.cr.fetchall()
        self.assertRegex(sealed, r"^v1:")
        self.assertNotIn("Basis", sealed)

    def test_the_database_keeps_a_message_sealed(self):
        self.env.flush_all()
        for body in "Basis is 15 over.", "", None:
            with (
                self.subTest(body),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(errors.RestrictViolation, "append-only"),
                self.cr.savepoint(),
            ):
                self.cr.execute(
                    "UPDATE brokersync_communication SET body = %s WHERE id = %s",
                    [body, self.message.id],
                )

    def test_a_message_moved_to_another_row_does_not_open(self):
        other = self.log._log("sms", "out", firm=self.firm_b, trader=self.trader_b, body="Other")
        self.env.flush_all()
        self.cr.execute(
            "UPDATE brokersync_communication SET body = (SELECT body FROM brokersync_communication WHERE id = %s)"
            " WHERE id = %s",
            [self.message.id, other.id],
        )
        other.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "does not open"):
            other.read(["body"])

    def test_text_from_outside_is_kept_as_far_as_it_can_be_shown(self):
        message = self.log._log(
            "email",
            "in",
            firm=self.firm_a,
            subject="Pay\u202e\r\nnow",
            body="a\x00\ud800b" + "c" * 300_000,
        )
        self.assertEqual(message.subject, "Pay   now")
        self.assertEqual((message.body[:3], len(message.body)), ("abc", 200_000))
