from psycopg2 import IntegrityError
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import CommoditiesCommon


@tagged("post_install", "-at_install")
class TestCommodity(CommoditiesCommon):
    def test_grade_is_a_product_tracked_by_lot(self):
        product = self.grade.product_id
        self.assertEqual(product.default_code, "TESTCU-A")
        self.assertEqual(product.name, "Test copper: Grade A")
        self.assertEqual(product.uom_id, self.commodity.uom_id)
        self.assertTrue(product.is_storable)
        self.assertEqual(product.tracking, "lot")
        self.assertNotEqual(product, self.other_grade.product_id)

    def test_product_follows_the_name_of_the_grade(self):
        self.grade.name = "Cathode"
        self.assertEqual(self.grade.product_id.name, "Test copper: Cathode")

    def test_form(self):
        with Form(self.env["brokersync.commodity"].with_user(self.administrator)) as form:
            form.name = "Test tin"
            form.code = "TESTSN"
            form.family = "metals"
            form.uom_id = self.env.ref("uom.product_uom_ton")
            with form.grade_ids.new() as grade:
                grade.code = "A"
                grade.name = "99.85 %"
        self.assertEqual(form.record.grade_ids.product_id.default_code, "TESTSN-A")

    def test_codes_are_plain_and_unique(self):
        for code in "cl", "C L", "", "THIRTEENCHARS":
            with self.subTest(code), self.assertRaises(ValidationError):
                self.commodity.code = code
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.other_grade.code = "A"
            self.other_grade.flush_recordset()

    def test_unit_is_settled_once_there_are_grades(self):
        with self.assertRaisesRegex(ValidationError, "counted in"):
            self.commodity.uom_id = self.env.ref("uom.product_uom_lb")

    def test_differential_is_a_number(self):
        self.grade.differential = -6.5
        for wrong in float("nan"), float("inf"), float("-inf"):
            with self.subTest(wrong), self.assertRaisesRegex(ValidationError, "differential"):
                self.grade.write({"differential": wrong})
            update = "UPDATE brokersync_grade SET differential = %s WHERE id = %s"
            with (
                self.subTest(f"{wrong} past the ORM"),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(update, [wrong, self.grade.id])

    def test_administrator_keeps_the_list_and_others_read_it(self):
        self.commodity.with_user(self.administrator).name = "Renamed"
        for user in self.broker, self.risk_officer, self.compliance_officer, self.client_a:
            self.assertEqual(self.commodity.with_user(user).name, "Renamed")
            with self.assertRaises(AccessError):
                self.commodity.with_user(user).name = "Mine"
            with self.assertRaises(AccessError):
                self.grade.with_user(user).differential = 1

    def test_trade_units(self):
        """DOMAIN §15: 1 t is 39.3683 bu of maize and 36.7437 bu of wheat; a barrel is 42 US gallons."""
        ton = self.env.ref("uom.product_uom_ton")
        for unit, expected in {
            "bushel_maize": 39.3683,
            "bushel_wheat": 36.7437,
            "troy_ounce": 32150.7466,
        }.items():
            uom = self.env.ref(f"brokersync_commodities.uom_{unit}")
            self.assertAlmostEqual(ton._compute_quantity(1, uom, round=False), expected, 3, unit)
        barrel = self.env.ref("brokersync_commodities.uom_bbl")
        gallon = self.env.ref("uom.product_uom_gal")
        self.assertAlmostEqual(barrel._compute_quantity(1, gallon, round=False), 42)
