from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..aml import statement
from .common import BrokersyncCommon

CSV = """firm,reference,date,direction,amount,currency,method,counterparty,country,own_account
TEST-A,B-1,2026-03-02,in,9000,,cash,,,
TEST-A,B-2,2026-03-03,in,9500.50,XTQ,cash,Müller,DE,no
TEST-B,B-1,2026-03-03,out,100,,,,,yes
"""


@tagged("post_install", "-at_install")
class TestAmlImport(BrokersyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rate = {"name": "2020-01-01", "rate": 4}
        cls.env["res.currency"].create(
            {"name": "XTQ", "symbol": "T", "rate_ids": [Command.create(rate)]}
        )

    def new(self, content):
        files = self.env["ir.attachment"].with_user(self.compliance_officer)
        attachment = files.create({"name": "bank.csv", "raw": content})
        return (
            self.env["brokersync.aml.import"]
            .with_user(self.compliance_officer)
            .create({"name": "Bank", "attachment_ids": attachment.ids})
        )

    def movements(self):
        return self.env["brokersync.aml.transaction"].search(
            [("firm_id", "in", (self.firm_a | self.firm_b).ids)], order="id"
        )

    def test_a_file_is_read_by_the_job(self):
        record = self.new(CSV.encode())
        record.action_import()
        with self.enter_registry_test_mode():
            self.env.ref("brokersync_crm.cron_aml_import").method_direct_trigger()
        self.assertEqual((record.state, record.row_count), ("done", 3))
        first, second, third = self.movements()
        self.assertEqual((first.amount, first.method, first.own_account), (9000, "cash", True))
        self.assertEqual((second.counterparty, second.country_id.code), ("Müller", "DE"))
        self.assertFalse(second.own_account)
        self.assertEqual((third.firm_id, third.direction), (self.firm_b, "out"))

    def test_known_rows_are_left_out(self):
        self.new(CSV.encode()).sudo()._import()
        again = self.new((CSV + "TEST-B,B-2,2026-03-04,out,5,,,,,\n").encode())
        again.sudo()._import()
        self.assertEqual((again.row_count, again.known_count), (1, 3))
        self.assertEqual(len(self.movements()), 4)

    def test_wrong_rows_are_named_and_nothing_is_taken(self):
        for line, said in (
            ("TEST-A,X,02.03.2026,in,1,,,,,", "Line 5: date"),
            ("TEST-A,X,2026-03-02,in,NaN,,,,,", "Line 5: amount"),
            ("TEST-A,X,2026-03-02,in,1_000,,,,,", "Line 5: amount"),
            ("TEST-A,X,2026-03-02,in,１２,,,,,", "Line 5: amount"),
            ("TEST-A,X,2026-03-02,in,-5,,,,,", "Line 5: amount"),
            ("TEST-A,X,2026-03-02,up,1,,,,,", "Line 5: direction"),
            ("TEST-A,X,2026-03-02,in,1,,=cmd(),,,", "Line 5: method"),
            ("TEST-A,X,2026-03-02,in,1", "Line 5: not as many cells"),
            ("NOBODY,X,2026-03-02,in,1,,,,,", "no firm NOBODY is in use"),
            ("TEST-A,X,2026-03-02,in,1,ZZZ,,,,", "no currency ZZZ is in use"),
            ("TEST-A,X,2999-03-02,in,1,,,,,", "Date"),
        ):
            with self.subTest(line):
                record = self.new((CSV + line + "\n").encode())
                record.sudo()._import()
                self.assertEqual(record.state, "refused")
                self.assertIn(said, record.errors)
                self.assertFalse(self.movements())

    def test_wrong_files_are_refused(self):
        for content, said in (
            (b"", "missing"),
            (CSV.replace("Müller", "M\xfcller").encode("latin-1"), "UTF-8"),
            (b"PK\x03\x04", "missing"),
            (b"a,b\n1,2\n", "missing"),
            (CSV.replace("currency", "curency").encode(), "curency"),
        ):
            record = self.new(content)
            record.sudo()._import()
            self.assertEqual(record.state, "refused")
            self.assertIn(said, record.errors)

    def test_errors_and_rows_have_a_limit(self):
        header = CSV.partition("\n")[0] + "\n"
        _rows, errors = statement.read((header + "A,,x,,,,,,,\n" * 500).encode())
        self.assertEqual(len(errors), statement.MAX_ERRORS)
        row = "A,R,2026-01-01,in,1,,,,,\n"
        rows, errors = statement.read((header + row * (statement.MAX_ROWS + 2)).encode())
        self.assertEqual(len(rows), statement.MAX_ROWS)
        self.assertIn("split", errors[-1])

    def test_rights(self):
        record = self.new(CSV.encode())
        second = self._new_staff("bs_compliance_2", "group_compliance_officer")
        self.assertEqual(record.with_user(second).attachment_ids.raw, CSV.encode())
        with self.assertRaises(AccessError):
            record.attachment_ids.with_user(self.broker).read(["raw"])
        with self.assertRaises(AccessError):
            record.write({"state": "done"})
        with self.assertRaises(AccessError):
            record.with_user(self.broker).action_import()
        record.action_import()
        with self.assertRaises(UserError):
            record.action_import()
