from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import BrokersyncCommon


class InteractionCommon(BrokersyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls.env.ref("brokersync_crm.interaction_type_call")
        cls.closed = cls.env.ref("brokersync_crm.interaction_outcome_closed")
        cls.asks_follow_up = cls.env.ref("brokersync_crm.interaction_outcome_follow_up")

    def log(self, user=None, **values):
        """An interaction of the broker with Anna Alpha, unless said otherwise."""
        return (
            self.env["brokersync.interaction"]
            .with_user(user or self.broker)
            .create({"trader_id": self.trader_a.id, "outcome_id": self.closed.id, **values})
        )


@tagged("post_install", "-at_install")
class TestInteraction(InteractionCommon):
    def test_three_entries_are_enough(self):
        """Trader, outcome, notes: the rest is filled in."""
        with Form(
            self.env["brokersync.interaction"].with_user(self.broker),
            view="brokersync_crm.view_brokersync_interaction_quick_form",
        ) as form:
            form.trader_id = self.trader_a
            form.outcome_id = self.closed
            form.notes = "<p>Wants prices for March corn</p>"
        interaction = form.record
        self.assertEqual(interaction.firm_id, self.firm_a)
        self.assertEqual(interaction.broker_id, self.broker)
        self.assertEqual(interaction.type_id, self.call)
        self.assertLess(fields.Datetime.now() - interaction.date, timedelta(minutes=1))
        self.assertEqual(interaction.display_name, "Call with Anna Alpha")
        self.assertEqual(interaction.summary, "Wants prices for March corn")

    def test_begins_with_the_record_somebody_looks_at(self):
        interactions = self.env["brokersync.interaction"].with_user(self.broker)
        names = ["firm_id", "trader_id"]
        for record, expected in (
            (self.firm_a, {"firm_id": self.firm_a.id}),
            (self.trader_a, {"firm_id": self.firm_a.id, "trader_id": self.trader_a.id}),
            (self.env.ref("base.main_partner"), {}),
            (self.firm_b, {}),
            (self.trader_b, {}),
        ):
            with self.subTest(record):
                context = {"active_model": record._name, "active_id": record.id}
                found = interactions.with_context(**context).default_get(names)
                self.assertEqual({name: value for name, value in found.items() if value}, expected)

    def test_firm_without_a_named_trader(self):
        interaction = self.log(trader_id=False, firm_id=self.firm_a.id)
        self.assertEqual(interaction.display_name, "Call with Alpha Grain")

    def test_trader_is_of_the_firm(self):
        with self.assertRaisesRegex(ValidationError, "not with"):
            self.log(self.administrator, firm_id=self.firm_b.id)

    def test_the_past_only(self):
        now = fields.Datetime.now()
        self.log(date=now - timedelta(days=30))
        for date in now + timedelta(hours=1), "1999-12-31 23:59:59", "9999-12-31 00:00:00":
            with self.subTest(date), self.assertRaisesRegex(ValidationError, r"\(date\)"):
                self.log(date=date)

    def test_minutes_are_a_whole_number(self):
        self.assertEqual(self.log(duration=90).duration, 90)
        for minutes in 1.9, "7", True, 2**40, float("nan"):
            with self.subTest(minutes), self.assertRaisesRegex(ValidationError, r"\(duration\)"):
                self.log(duration=minutes)
        for minutes in -1, 1441:
            with (
                self.subTest(minutes),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(IntegrityError, "duration_range"),
                self.env.cr.savepoint(),
            ):
                self.log(duration=minutes)

    def test_notes_cannot_carry_a_script(self):
        notes = (
            '<p onclick="alert(1)">Hello<script>alert(2)</script>'
            '<img src=x onerror="alert(3)"><a href="javascript:alert(4)">x</a></p>'
            '<iframe src="https://evil.example"></iframe><svg onload="alert(5)"/>'
        )
        stored = self.log(notes=notes).notes
        self.assertIn("Hello", stored)
        for part in "script", "onclick", "onerror", "onload", "iframe", "alert(4)":
            self.assertNotIn(part, stored)

    def test_notes_are_limited(self):
        with self.assertRaisesRegex(ValidationError, r"\(notes\)"):
            self.log(notes="x" * 200_001)

    def test_notes_and_subject_are_searched(self):
        found = self.log(subject="Rolling the December position", notes="<p>Basis at 12 over</p>")
        interactions = self.env["brokersync.interaction"].with_user(self.broker)
        for text in "december POS", "12 over":
            domain = ["|", ("subject", "ilike", text), ("notes", "ilike", text)]
            self.assertEqual(interactions.search(domain), found)
        self.assertIn(found.id, [row[0] for row in interactions.name_search("Anna Alpha")])

    def test_counts_on_firm_and_trader(self):
        first = self.log(date=fields.Datetime.now() - timedelta(days=3))
        latest = self.log()
        self.log(trader_id=False, firm_id=self.firm_a.id)
        firm, trader = self.firm_a.with_user(self.broker), self.trader_a.with_user(self.broker)
        self.assertEqual((firm.interaction_count, trader.interaction_count), (3, 2))
        self.assertEqual(trader.last_interaction, latest.date)
        self.assertEqual(trader.interaction_ids, first | latest)
        action = trader.action_interactions()
        self.assertEqual(
            self.env["brokersync.interaction"].search(action["domain"]), first | latest
        )

    def test_a_firm_with_interactions_is_not_deleted(self):
        firm = self._new_firm("TEST-E", "Epsilon", broker_ids=self.broker.ids)
        self.log(trader_id=False, firm_id=firm.id)
        with self.assertRaisesRegex(UserError, "belong to it"):
            firm.unlink()


@tagged("post_install", "-at_install")
class TestInteractionAccess(InteractionCommon):
    def test_clients_see_none(self):
        interaction = self.log()
        for user in self.client_a, self.internal_user, self.sidecar_user:
            with self.assertRaises(AccessError):
                interaction.with_user(user).read(["subject"])
            with self.assertRaises(AccessError):
                self.env["brokersync.interaction"].with_user(user).search([])
        self.assertEqual(self.firm_a.with_user(self.client_a).interaction_count, 0)
        with self.assertRaises(AccessError):
            self.trader_a.with_user(self.client_a).read(["interaction_ids"])

    def test_clients_read_nothing_of_the_chatter(self):
        interaction = self.log()
        message = interaction.message_post(body="Between us")
        with self.assertRaises(AccessError):
            message.with_user(self.client_a).read(["body"])

    def test_broker_logs_for_assigned_firms_only(self):
        self.log()
        with self.assertRaises(AccessError):
            self.log(trader_id=self.trader_b.id)

    def test_oversight_reads_and_writes_nothing(self):
        interaction = self.log()
        for user in self.risk_officer, self.compliance_officer:
            self.assertEqual(interaction.with_user(user).firm_id, self.firm_a)
            with self.assertRaises(AccessError):
                interaction.with_user(user).subject = "Changed"
            with self.assertRaises(AccessError):
                self.log(user)

    def test_a_colleague_reads_and_does_not_rewrite(self):
        colleague = self._new_staff("bs_broker2", "group_broker")
        self.firm_a.broker_ids += colleague
        interaction = self.log()
        self.assertEqual(interaction.with_user(colleague).trader_id, self.trader_a)
        self.assertFalse(interaction.with_user(colleague).can_edit)
        with self.assertRaisesRegex(AccessError, "changed by nobody else"):
            interaction.with_user(colleague).subject = "Mine"
        with self.assertRaisesRegex(AccessError, "changed by nobody else"):
            interaction.with_user(colleague).action_lock()

    def test_a_new_type_or_outcome_stands_last(self):
        for known in self.call, self.closed:
            made = known.create({"name": "Fax", "code": "fax-of-test"})
            self.assertGreater(made.sequence, known.sequence)

    def test_nobody_sets_what_the_system_keeps(self):
        interaction = self.log()
        now = fields.Datetime.now()
        for name, value in {
            "state": "locked",
            "locked_at": now,
            "escalated_at": now,
            "broker_id": self.administrator.id,
            "create_uid": self.administrator.id,
            "create_date": now,
        }.items():
            with self.subTest(name):
                with self.assertRaisesRegex(AccessError, name):
                    interaction.write({name: value})
                with self.assertRaisesRegex(AccessError, name):
                    self.log(**{name: value})

    def test_administrator_logs_for_a_broker(self):
        interaction = self.log(self.administrator, broker_id=self.broker.id)
        self.assertEqual(interaction.broker_id, self.broker)

    def test_only_the_administrator_changes_the_lists(self):
        for record in self.call, self.closed:
            with self.assertRaises(AccessError):
                record.with_user(self.broker).name = "Other"
            record.with_user(self.administrator).name = "Other"

    def test_a_category_in_use_is_switched_off_not_deleted(self):
        interaction = self.log()
        self.call.active = False
        self.assertEqual(interaction.type_id.name, "Call")
        self.assertNotEqual(self.log().type_id, self.call)
