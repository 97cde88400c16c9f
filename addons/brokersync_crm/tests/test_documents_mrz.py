from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..documents import mrz

# The specimens printed in ICAO Doc 9303: part 4 appendix B, part 6 appendix B, part 5 appendix B.
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
TD1 = (
    "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
)
TODAY = date(2026, 11, 21)


@tagged("post_install", "-at_install")
class TestMrz(BaseCase):
    def test_published_specimens(self):
        for text, kind, number in (
            (TD3, "TD3", "L898902C3"),
            (TD2, "TD2", "D23145890"),
            (TD1, "TD1", "D23145890"),
        ):
            with self.subTest(kind):
                zone = mrz.parse(text, TODAY)
                self.assertTrue(zone.valid, zone.failed)
                self.assertEqual(zone.format, kind)
                self.assertEqual(zone.number, number)
                self.assertEqual((zone.surname, zone.given_names), ("ERIKSSON", "ANNA MARIA"))
                self.assertEqual((zone.issuer, zone.nationality, zone.sex), ("UTO", "UTO", "F"))
                self.assertEqual(zone.birth_date, date(1974, 8, 12))
                self.assertEqual(zone.expiry_date, date(2012, 4, 15))
        self.assertEqual(mrz.parse(TD3, TODAY).optional, "ZE184226B")

    def test_check_digits_of_the_standard(self):
        # Doc 9303-3, 4.9, examples 1 and 2
        self.assertEqual(mrz.check_digit("520727"), "3")
        self.assertEqual(mrz.check_digit("AB2134<<<"), "5")

    def test_each_changed_character_of_the_second_line_is_noticed(self):
        first, second = TD3.split("\n")
        for place in (*range(10), *range(13, 20), *range(21, 44)):
            old = second[place]
            new = next(digit for digit in "01" if mrz.check_digit(digit) != mrz.check_digit(old))
            changed = second[:place] + new + second[place + 1 :]
            with self.subTest(place):
                try:
                    self.assertFalse(mrz.parse(f"{first}\n{changed}", TODAY).valid)
                except mrz.MrzError:
                    continue  # no date any more

    def test_says_which_digit_is_wrong(self):
        zone = mrz.parse(TD3.replace("L898902C36", "L898902C37"), TODAY)
        self.assertEqual(zone.failed, ("document number", "whole zone"))

    def test_lines_may_be_typed_together_or_in_small_letters(self):
        for text in (TD3.replace("\n", ""), TD3.lower(), TD3.replace("\n", "\r\n"), f"\n{TD3}\n "):
            with self.subTest(text):
                self.assertEqual(mrz.parse(text, TODAY), mrz.parse(TD3, TODAY))

    def test_long_document_number_goes_on_in_the_optional_data(self):
        # Doc 9303-5, appendix B, figure B-2 style: twelve characters, filler in place of the check digit
        number = "D23145890734"
        digit = mrz.check_digit(number)
        first = f"I<UTO{number[:9]}<{number[9:]}{digit}".ljust(30, "<")
        body = "7408122F1204159UTO<<<<<<<<<<<"
        composite = mrz.check_digit(first[5:30] + body[0:7] + body[8:15] + body[18:29])
        zone = mrz.parse(f"{first}\n{body}{composite}\nERIKSSON<<ANNA<MARIA<<<<<<<<<<", TODAY)
        self.assertEqual(zone.number, number)
        self.assertTrue(zone.valid, zone.failed)

    def test_century_of_the_years(self):
        def years(birth, expiry):
            zone = mrz.parse(TD3.replace("740812", birth).replace("120415", expiry), TODAY)
            return zone.birth_date.year, zone.expiry_date.year

        self.assertEqual(years("261121", "270101"), (2026, 2027))
        self.assertEqual(years("261122", "760101"), (1926, 2076))
        self.assertEqual(years("270101", "990101"), (1927, 1999))

    def test_unknown_parts_of_a_birth_date(self):
        self.assertIsNone(mrz.parse(TD3.replace("740812", "74<<<<"), TODAY).birth_date)

    def test_refuses_what_is_no_zone(self):
        for text in (
            "",
            "P<UTO",
            TD3.replace("UTO", "ÜTO"),
            TD3.replace("7408122", "7413122"),
            TD3.replace("F1204159", "X1204159"),
            TD3 + "\n" + TD3,
            "A" * 50_000,
        ):
            with self.subTest(text[:50]), self.assertRaises(mrz.MrzError):
                mrz.parse(text, TODAY)

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.text(alphabet="ABC019< \n\u00e9", max_size=200))
    def test_any_text_is_a_zone_or_refused(self, text):
        try:
            zone = mrz.parse(text, TODAY)
        except mrz.MrzError:
            return
        self.assertIn(zone.format, ("TD1", "TD2", "TD3"))
