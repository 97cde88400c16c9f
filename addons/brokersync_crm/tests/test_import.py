import io
import zipfile

import openpyxl

from odoo.addons.base_import.models.base_import import ImportValidationError
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import BrokersyncCommon

CSV = {"quoting": '"', "separator": ",", "encoding": "utf-8", "has_headers": True}


@tagged("post_install", "-at_install")
class TestImport(BrokersyncCommon):
    """FAULTS 57 and 71: files that would tie up a worker are refused, wrong rows are named."""

    def reader(self, content, name="firms.csv", kind="text/csv"):
        return self.env["base_import.import"].create(
            {"res_model": "brokersync.firm", "file": content, "file_name": name, "file_type": kind}
        )

    def execute(self, content, fields):
        return self.reader(content).execute_import(fields, fields, dict(CSV))

    def test_rows_are_imported(self):
        result = self.execute(b"code,name\nTEST-M1,Mu One\nTEST-M2,Mu Two\n", ["code", "name"])
        self.assertFalse(result["messages"])
        self.assertEqual(len(result["ids"]), 2)

    def test_a_wrong_row_is_named_and_nothing_is_kept(self):
        content = "code,name\nTEST-M1,Mu\nTEST-M2,Mu \u202e\n".encode()
        result = self.execute(content, ["code", "name"])
        self.assertIn({"from": 1, "to": 1}, [message["rows"] for message in result["messages"]])
        self.assertIn("U+202E", result["messages"][-1]["message"])
        self.assertFalse(result["ids"])

    def test_too_many_rows(self):
        with self.assertRaisesRegex(UserError, "at most 200,000 can be imported"):
            self.reader(b"code,name\n" + b"A,B\n" * 1_000_000)._read_file(dict(CSV))

    def test_a_large_file_is_sent_to_the_line(self):
        content = b"code,name\n" + b"TEST-M1,Mu\n" * 20_001
        with self.assertRaisesRegex(UserError, "20,001 rows, more than 20,000. Press “Import in"):
            self.execute(content, ["code", "name"])

    def test_too_large(self):
        with self.assertRaisesRegex(UserError, "at most 10 MB"):
            self.reader(b"a" * (11 * 2**20))._read_file(dict(CSV))

    def test_a_packed_bomb(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bomb:
            bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 2**27)
        with self.assertRaisesRegex(UserError, "would unpack to 128 MB"):
            self.reader(buffer.getvalue(), "firms.xlsx", "application/zip")._read_file({})

    def test_wrong_encoding(self):
        with self.assertRaisesRegex(ImportValidationError, "encoding “utf-8”"):
            self.reader("code,name\nX,Crédit".encode("latin-1"))._read_file(dict(CSV))

    def test_formulas_are_not_computed_and_merged_cells_are_empty(self):
        book = openpyxl.Workbook()
        book.active.append(["code", "name"])
        book.active.append(["TEST-M3", "=1+1"])
        book.active.append(["TEST-M4", "Mu Four"])
        book.active.merge_cells("A3:B3")
        buffer = io.BytesIO()
        book.save(buffer)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        _count, rows = self.reader(buffer.getvalue(), "firms.xlsx", kind)._read_file({})
        self.assertEqual(rows[1:], [["TEST-M3", ""], ["TEST-M4", ""]])

    def test_what_was_exported_can_be_imported_again(self):
        _count, rows = self.reader(b"name,phone\nAlpha,'+47 21 55 01 20\n")._read_file(dict(CSV))
        self.assertEqual(rows[1], ["Alpha", "+47 21 55 01 20"])
