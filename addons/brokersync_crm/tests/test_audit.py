import json
import tempfile
from pathlib import Path
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..audit import anchors
from ..audit.chaining import chain_waiting
from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestAudit(BrokersyncCommon):
    """Rows are written with what they tell, chained after it, and any change by SQL is found (FAULTS 92)."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.anchors = Path(folder.name) / "anchors.jsonl"
        self.startPatcher(patch.dict("os.environ", {anchors.VARIABLE: str(self.anchors)}))
        for number in range(5):
            self.env["brokersync.audit"]._record("test", self.firm_a, after={"number": number})
        chain_waiting(self.env.cr)

    def rows(self, record, action):
        return self.env["brokersync.audit"].search(
            [("model", "=", record._name), ("res_id", "=", record.id), ("action", "=", action)]
        )

    def verify(self):
        return self.env["brokersync.audit.check"]._verify()

    def sql(self, statement, *values):
        """As the owner of the table may: without its triggers."""
        self.env.cr.execute("ALTER TABLE brokersync_audit DISABLE TRIGGER USER")
        self.env.cr.execute(statement, values)
        self.env.cr.execute("ALTER TABLE brokersync_audit ENABLE TRIGGER USER")

    @property
    def some_row(self):
        return self.rows(self.firm_a, "test")[2]

    @mute_logger("odoo.addons.brokersync_crm.models.brokersync_audit_check")
    def assert_broken(self, kind):
        check = self.verify()
        self.assertEqual(check.state, "broken")
        self.assertIn(kind, check.findings)

    def test_a_whole_log_is_whole_and_leaves_an_anchor(self):
        check = self.verify()
        self.assertEqual((check.state, check.findings), ("whole", ""))
        self.assertGreaterEqual(check.rows, 5)
        self.assertEqual(json.loads(self.anchors.read_text())["hash"], check.hash)
        self.assertEqual(self.verify().state, "whole")

    def test_a_changed_row_is_found(self):
        self.sql("UPDATE brokersync_audit SET user_id = NULL WHERE id = %s", self.some_row.id)
        self.assert_broken("changed")

    def test_a_removed_row_is_found(self):
        self.sql("DELETE FROM brokersync_audit WHERE id = %s", self.some_row.id)
        self.assert_broken("removed")

    def test_an_inserted_row_is_found_before_and_after_it_is_chained(self):
        copied = (
            "SELECT date - interval '1 day', model, action, mac FROM brokersync_audit WHERE id = %s"
        )
        self.sql(
            f"INSERT INTO brokersync_audit (date, model, action, mac) {copied}", self.some_row.id
        )
        self.assert_broken("inserted")
        chain_waiting(self.env.cr)
        self.assert_broken("changed")

    def test_a_cut_end_is_found(self):
        self.verify()
        last = self.rows(self.firm_a, "test")[0]
        self.sql("DELETE FROM brokersync_audit WHERE id = %s", last.id)
        self.assert_broken("truncated")

    @mute_logger("odoo.addons.brokersync_crm.models.brokersync_audit_check")
    def test_compliance_is_alarmed(self):
        self.sql("DELETE FROM brokersync_audit WHERE id = %s", self.some_row.id)
        check = self.verify()
        told = self.env["brokersync.notification"].search(
            [("res_model", "=", check._name), ("res_id", "=", check.id)]
        )
        self.assertIn(self.compliance_officer, told.user_id)

    def test_the_database_refuses_changes(self):
        row = self.some_row
        for statement in (
            "UPDATE brokersync_audit SET action = 'other' WHERE id = %s",
            "UPDATE brokersync_audit SET hash = 'other' WHERE id = %s",
            "DELETE FROM brokersync_audit WHERE id = %s",
            "TRUNCATE brokersync_audit -- %s",
        ):
            with (
                self.subTest(statement),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.RestrictViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement, [row.id])

    def test_the_orm_refuses_changes_and_only_compliance_reads(self):
        row = self.some_row
        self.assertTrue(row.with_user(self.compliance_officer).read(["after"]))
        for user in self.broker, self.risk_officer, self.client_a:
            with self.assertRaises(AccessError):
                row.with_user(user).read(["after"])
        for change in (
            lambda: row.write({"reason": "none"}),
            row.unlink,
            lambda: row.create({"action": "write"}),
        ):
            with self.assertRaises(UserError):
                change()

    def test_a_rolled_back_change_leaves_no_row(self):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.trader_a.role = "analyst"
            raise UserError("no")
        self.assertFalse(self.rows(self.trader_a, "write"))

    def test_permissions_are_recorded_with_before_and_after(self):
        self.trader_a.with_user(self.broker).role = "analyst"
        row = self.rows(self.trader_a, "write")
        self.assertEqual(row.user_id, self.broker)
        self.assertEqual(json.loads(row.before)["role"], "trader")
        after = json.loads(row.after)
        self.assertEqual((after["role"], after["can_trade"]), ("analyst", False))

    def test_an_address_is_recorded_whichever_way_it_is_changed(self):
        """With another address, *Forgotten password?* gives the login to somebody else."""
        contact = self.trader_a.partner_id.with_user(self.broker)
        for number, record in enumerate(
            (self.trader_a.with_user(self.broker), contact, self.client_a), 1
        ):
            record.write({"email": f"{number}@elsewhere.example"})
            rows = self.rows(self.trader_a, "write")
            self.assertEqual(len(rows), number)
            self.assertEqual(json.loads(rows[0].after), {"email": "••••"})
        self.assertEqual(rows[1].user_id, self.broker)
        self.firm_a.partner_id.with_user(self.broker).name = "Alpha Grain AS"
        self.assertEqual(json.loads(self.rows(self.firm_a, "write").after)["name"], "••••")

    def test_personal_values_are_not_in_the_log(self):
        self.trader_a.write({"phone": "+47 21 55 01 99", "name": "Anna Beta"})
        self.firm_a.bank_account = "NO9386011117947"
        after = {}
        for row in self.rows(self.trader_a, "write"):
            after |= json.loads(row.after)
        self.assertEqual(after, {"name": "••••", "phone": "••••"})
        self.assertEqual(
            json.loads(self.rows(self.firm_a, "write").after), {"bank_account": "••••"}
        )

    def test_groups_of_users_are_recorded(self):
        self.broker.group_ids += self.env.ref("brokersync_crm.group_risk_officer")
        row = self.rows(self.broker, "write")
        group = self.env.ref("brokersync_crm.group_risk_officer").id
        self.assertIn(group, json.loads(row.after)["group_ids"])
        self.assertNotIn(group, json.loads(row.before)["group_ids"])

    def test_a_change_of_nothing_is_not_recorded(self):
        self.trader_a.role = self.trader_a.role
        self.trader_a.comment = "Likes wheat"
        self.assertFalse(self.rows(self.trader_a, "write"))
