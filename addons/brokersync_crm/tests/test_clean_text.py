import unicodedata

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import BrokersyncCommon

REFUSED_TEXT = {
    "NUL": "Alpha\0Grain",
    "escape sequence": "Alpha\x1b[31m",
    "lone surrogate": "Alpha \ud800",
    "order of letters turned round": "Alpha \u202egnp.exe",
    "five megabytes": "A" * 5_000_000,
    "a number": 7,
    "a list": ["Alpha"],
}

REFUSED_INTEGERS = (1.9, 7.0, "7", True, None, 2**31, -(2**31) - 1, float("nan"))


@tagged("post_install", "-at_install")
class TestCleanText(BrokersyncCommon):
    """FAULTS 50 to 53: what cannot be meant is refused, with the name of the field."""

    def assert_refused(self, field, write, value):
        with self.assertRaisesRegex(ValidationError, rf"\({field}\)"):
            write({field: value})

    def test_text_that_cannot_be_meant_is_refused(self):
        for reason, value in REFUSED_TEXT.items():
            with self.subTest(reason):
                self.assert_refused("name", self.firm_a.write, value)
                self.assert_refused("name", self.trader_a.write, value)

    def test_creating_is_checked_too(self):
        vals = {"code": "TEST-C", "name": "Gamma \u202e"}
        with self.assertRaisesRegex(ValidationError, r"\(name\): .*U\+202E at position 7"):
            self.env["brokersync.firm"].create(vals)

    def test_an_email_address_is_one(self):
        for record in self.firm_a, self.trader_a:
            self.assert_refused("email", record.write, "not an address")
            record.email = "desk@alpha.example"
            record.email = False

    def test_text_of_any_language_is_kept(self):
        for name in "Ærø Korn", "穀物取引", "شركة الحبوب", "Grain 🌾", "👩‍🌾":
            self.firm_a.name = name
            self.assertEqual(self.firm_a.name, name)

    def test_combining_marks_are_composed(self):
        self.firm_a.name = unicodedata.normalize("NFD", "Crédit Agricole")
        self.assertEqual(self.firm_a.name, unicodedata.normalize("NFC", "Crédit Agricole"))
        self.assertEqual(len(self.firm_a.name), 15)

    def test_only_text_of_several_lines_has_line_ends(self):
        self.firm_a.comment = "first\n\tsecond"
        self.assert_refused("name", self.firm_a.write, "first\nsecond")

    def test_integers_are_whole_numbers_that_fit(self):
        for value in REFUSED_INTEGERS:
            with self.subTest(value):
                self.assert_refused("color", self.firm_a.write, value)
        self.firm_a.color = 2**31 - 1
        self.env.flush_all()

    def test_decimal_numbers_are_finite(self):
        too_large = 1e308, -1e16, 10**15 + 1, 10**400
        for value in float("nan"), float("inf"), 1e400, *too_large, "1_000", "１２", True:
            with self.subTest(value):
                self.assert_refused("partner_latitude", self.firm_a.write, value)
