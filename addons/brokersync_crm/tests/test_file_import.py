from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import brokersync_file_import
from .common import BrokersyncCommon

OPTIONS = {"quoting": '"', "separator": ",", "encoding": "utf-8", "has_headers": True}
COLUMNS = ["code", "name"]


@tagged("post_install", "-at_install")
class TestFileImport(BrokersyncCommon):
    """FAULTS 57: a large file is imported by a job, all of it or none, with the rights of who asked."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(brokersync_file_import, "BATCH", 3))

    def ask(self, lines, user=None, columns=COLUMNS, **options):
        content = "\n".join([",".join(columns), *lines]).encode()
        reader = (
            self.env["base_import.import"]
            .with_user(user or self.administrator)
            .create(
                {
                    "res_model": "brokersync.firm",
                    "file": content,
                    "file_name": "firms.csv",
                    "file_type": "text/csv",
                }
            )
        )
        action = reader.action_import_in_background(columns, columns, {**OPTIONS, **options})
        return self.env["brokersync.file.import"].browse(action["res_id"])

    def run_to_the_end(self, record, most=20):
        for _ in range(most):
            if record.state not in brokersync_file_import.ACTIVE:
                return
            record._step()
        self.fail("It never ends")

    def firms(self):
        return self.env["brokersync.firm"].search([("code", "=like", "TEST-L%")])

    def told(self, record):
        return self.env["brokersync.notification"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def test_all_rows_come_in_and_the_user_is_told(self):
        record = self.ask([f"TEST-L{number},Firm {number}" for number in range(8)])
        self.assertEqual((record.state, record.row_count, record.progress), ("testing", 8, 0))
        seen = []
        while record.state in brokersync_file_import.ACTIVE:
            record._step()
            seen.append((record.state, record.progress, len(self.firms())))
        self.assertEqual(
            seen,
            [
                ("testing", 18, 0),
                ("testing", 37, 0),
                ("importing", 50, 0),
                ("importing", 68, 3),
                ("importing", 87, 6),
                ("done", 100, 8),
            ],
        )
        self.assertEqual(record.message, "All 8 rows were imported.")
        self.assertEqual(self.firms().create_uid, self.administrator)
        self.assertEqual(self.told(record).user_id, self.administrator)
        self.assertFalse(record.sudo().content)

    def test_one_wrong_row_and_nothing_is_imported(self):
        lines = [f"TEST-L{number},Firm {number}" for number in range(8)]
        lines[1] = "TEST-L1,Bad \u202e"
        lines[6] = ",No code"
        record = self.ask(lines)
        self.run_to_the_end(record)
        self.assertEqual(record.state, "refused")
        self.assertFalse(self.firms())
        self.assertIn("Nothing was imported", record.message)
        self.assertIn("Row 2", record.message)
        self.assertIn("U+202E", record.message)
        self.assertIn("Row 7", record.message)
        self.assertTrue(self.told(record))

    def test_what_stands_twice_in_the_file_is_found_before_anything_is_imported(self):
        """Rows 1 and 8 are of different batches; what differs only in how it is typed is the same code."""
        lines = [f"TEST-L{number},Firm {number}" for number in range(7)]
        record = self.ask([*lines, " test-l0 ,Again", "TEST-L5,And again", "TEST-L8,Fine"])
        self.run_to_the_end(record)
        self.assertEqual(record.state, "refused")
        self.assertFalse(self.firms())
        self.assertEqual(
            [line for line in record.message.splitlines() if "stands in row" in line],
            [
                "Row 8, Code: “TEST-L0” stands in row 1 already.",
                "Row 9, Code: “TEST-L5” stands in row 6 already.",
            ],
        )
        self.assertTrue(self.told(record))

    def test_another_unique_field_and_empty_ones(self):
        lei = "529900T8BM49AURSDO55"
        lines = [f"TEST-L{number},Firm {number},{'' if number % 4 else lei}" for number in range(8)]
        record = self.ask(lines, columns=["code", "name", "lei"])
        self.run_to_the_end(record)
        self.assertEqual(record.state, "refused")
        (line,) = (line for line in record.message.splitlines() if "stands in row" in line)
        self.assertEqual(line, f"Row 5, LEI: “{lei}” stands in row 1 already.")

    def test_rows_of_one_record_are_no_duplicates(self):
        """A record with an external id may stand in a file more than once: the last row wins."""
        lines = [f"test_l{number % 4},TEST-L{number % 4},Firm {number}" for number in range(8)]
        record = self.ask(lines, columns=["id", "code", "name"])
        self.run_to_the_end(record)
        self.assertEqual((record.state, len(self.firms())), ("done", 4))
        self.assertEqual(
            sorted(self.firms().mapped("name")), [f"Firm {number}" for number in range(4, 8)]
        )

    def test_columns_that_are_unique_together(self):
        found = self.env["brokersync.file.import"]._unique_columns(
            self.env["brokersync.agreement.template"]
        )
        self.assertIn(["code", "version"], found)
        self.assertNotIn(["id"], found)

    def test_it_goes_on_where_a_killed_job_was(self):
        """Rows and how far it came are kept by one commit: what a job finds is enough to go on."""
        record = self.ask([f"TEST-L{number},Firm {number}" for number in range(8)])
        while len(self.firms()) < 3:
            record._step()
        self.env.flush_all()
        self.env.invalidate_all()
        self.run_to_the_end(self.env["brokersync.file.import"].browse(record.id))
        self.assertEqual(len(self.firms()), 8)

    def test_what_changed_since_the_test_stops_it_and_it_says_where(self):
        record = self.ask([f"TEST-L{number},Firm {number}" for number in range(8)])
        while len(self.firms()) < 3:
            record._step()
        self._new_firm("TEST-L4", "Four")
        self.run_to_the_end(record)
        self.assertEqual(record.state, "stopped")
        self.assertIn("Rows 1 to 3 were imported", record.message)
        self.assertIn("from 4 on", record.message)
        self.assertEqual(len(self.firms()), 4)

    def test_it_has_the_rights_of_the_user_who_asked(self):
        with self.assertRaises(AccessError):
            self.ask(["TEST-L1,One"], self.client_a)
        record = self.ask(["TEST-L1,One"])
        self.administrator.group_ids -= self.env.ref("brokersync_crm.group_administrator")
        self.run_to_the_end(record)
        self.assertEqual(record.state, "refused")
        self.assertFalse(self.firms())

    def test_an_archived_user_imports_nothing(self):
        record = self.ask(["TEST-L1,One"])
        self.administrator.active = False
        self.run_to_the_end(record)
        self.assertEqual(record.state, "refused")
        self.assertIn("archived", record.message)

    def test_others_do_not_see_it(self):
        record = self.ask(["TEST-L1,One"])
        self.assertEqual(record.with_user(self.administrator).name, "firms.csv")
        for user in self.broker, self.client_a:
            with self.assertRaises(AccessError):
                record.with_user(user).read(["name"])
        with self.assertRaises(AccessError):
            record.with_user(self.administrator).write({"state": "done"})

    def test_without_a_mapped_column(self):
        reader = self.env["base_import.import"].create(
            {"res_model": "brokersync.firm", "file": b"code\nX\n", "file_type": "text/csv"}
        )
        with self.assertRaisesRegex(UserError, "at least one column"):
            reader.action_import_in_background([False], ["code"], dict(OPTIONS))
