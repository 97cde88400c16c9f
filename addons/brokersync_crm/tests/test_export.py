import csv
import io
import json

import openpyxl

from odoo.exceptions import UserError
from odoo.http import Request
from odoo.tests import BaseCase, HttpCase, tagged

from ..spreadsheet import neutral, original
from .common import BrokersyncCommon

FORMULAS = (
    '=HYPERLINK("https://evil.example")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "  =1+1",
    "＝1+1",
)


@tagged("post_install", "-at_install")
class TestNeutral(BaseCase):
    def test_formulas_become_text(self):
        for formula in *FORMULAS, "\t=1", "\r=1":
            self.assertEqual(neutral(formula), f"'{formula}")
            self.assertEqual(original(neutral(formula)), formula)

    def test_other_values_stay(self):
        for value in "Alpha", "a=b", "", -5, 2.5, None, "'quoted'":
            self.assertEqual(neutral(value), value)
            self.assertEqual(original(value), value)


@tagged("post_install", "-at_install")
class TestExport(BrokersyncCommon, HttpCase):
    """FAULTS 67: no cell of an export is a formula: CSV, XLSX, grouped XLSX, the sheet of a pivot view."""

    def setUp(self):
        super().setUp()
        self.broker.group_ids += self.env.ref("base.group_allow_export")
        self.firms = self.env["brokersync.firm"].concat(
            *(
                self._new_firm(
                    f"TEST-X{number}", name, broker_ids=self.broker.ids, bank_account=False
                )
                for number, name in enumerate(FORMULAS)
            )
        )
        self.firms[0].bank_account = "NO9386011117947"
        self.firms[0].partner_latitude = -33.5
        self.authenticate("bs_broker", "bs_broker")

    def export(self, kind, groupby=()):
        params = {
            "model": "brokersync.firm",
            "fields": [
                {"name": "name", "label": "=Name", "type": "char"},
                {"name": "bank_account", "label": "IBAN", "type": "char"},
                {"name": "partner_latitude", "label": "Latitude", "type": "float"},
            ],
            "ids": self.firms.ids,
            "domain": [],
            "import_compat": False,
            "groupby": list(groupby),
        }
        data = {"data": json.dumps(params), "csrf_token": Request.csrf_token(self)}
        response = self.url_open(f"/web/export/{kind}", data)
        self.assertEqual(response.status_code, 200, response.text[:300])
        return response.content

    def sheet(self, **options):
        book = openpyxl.load_workbook(io.BytesIO(self.export("xlsx", **options)))
        return list(book.active.rows)

    def test_csv(self):
        rows = list(csv.reader(io.StringIO(self.export("csv").decode())))
        self.assertEqual(rows[0][0], "'=Name")
        self.assertEqual({row[0] for row in rows[1:]}, {f"'{name}" for name in FORMULAS})

    def test_xlsx(self):
        rows = self.sheet()
        for row in rows:
            for cell in row:
                self.assertNotEqual(cell.data_type, "f", cell.value)
        self.assertTrue(all(str(row[0].value).startswith("'") for row in rows))
        latitudes = [row[2].value for row in rows[1:]]
        self.assertIn(-33.5, latitudes)
        self.assertIn("••••7947", [row[1].value for row in rows])

    def test_grouped_xlsx(self):
        for row in self.sheet(groupby=["account_status"]):
            for cell in row:
                self.assertNotEqual(cell.data_type, "f", cell.value)

    def test_pivot(self):
        """The sheet of a pivot view, whose titles the browser sends."""
        table = {
            "title": "Firms",
            "model": "brokersync.firm",
            "measure_count": 1,
            "col_group_headers": [[{"title": "=Total", "width": 1, "height": 1}]],
            "measure_headers": [{"title": "=Count", "is_bold": True}],
            "rows": [
                {"title": name, "indent": 0, "values": [{"value": 1}, {"value": name}]}
                for name in FORMULAS
            ],
        }
        data = {"data": json.dumps(table), "csrf_token": Request.csrf_token(self)}
        response = self.url_open("/web/pivot/export_xlsx", data)
        self.assertEqual(response.status_code, 200, response.text[:300])
        cells = [
            cell
            for row in openpyxl.load_workbook(io.BytesIO(response.content)).active.rows
            for cell in row
        ]
        self.assertIn(f"'{FORMULAS[0]}", [cell.value for cell in cells])
        self.assertEqual([cell.value for cell in cells if cell.data_type == "f"], [])
        event = self.env["brokersync.security.event"].search([("action", "=", "pivot")], limit=1)
        self.assertEqual((event.kind, event.login), ("export", "bs_broker"))

    def test_an_export_is_on_record(self):
        self.export("csv")
        row = self.env["brokersync.audit"].search(
            [("action", "=", "export"), ("model", "=", "brokersync.firm")], limit=1
        )
        self.assertEqual(row.user_id, self.broker)
        after = json.loads(row.after)
        self.assertEqual(after["records"], len(self.firms))
        self.assertIn("bank_account", after["fields"])

    def test_an_export_has_a_limit(self):
        self.env["ir.config_parameter"].set_param("brokersync_crm.export_max_rows", 2)
        with self.assertRaisesRegex(UserError, "6 records are too many"):
            self.firms.with_user(self.broker).export_data(["name"])
