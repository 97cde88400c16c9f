from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..screening import ListRefused, Name, birth, ofac, table, un
from ..screening.entry import Birth
from .screening_common import TABLE, excerpt

UN = (
    b"<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL>%s</INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>"
)


@tagged("post_install", "-at_install")
class TestOfac(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = excerpt("sdn.csv", "alt.csv", "add.csv")
        cls.entries = {entry.key: entry for entry in ofac.read(cls.files)}

    def test_every_kind_of_entry(self):
        kinds = {entry.kind for entry in self.entries.values()}
        self.assertEqual(kinds, {"person", "entity", "vessel", "aircraft"})

    def test_null_is_nothing(self):
        self.assertEqual(self.entries["36"].remarks, "")
        self.assertNotIn("-0-", str(list(self.entries.values())))

    def test_names_with_their_quality(self):
        self.assertEqual(
            self.entries["306"].names,
            (
                Name("BANCO NACIONAL DE CUBA", "primary"),
                Name("NATIONAL BANK OF CUBA", "strong"),
                Name("BNC", "weak"),
            ),
        )

    def test_birth_and_countries_from_the_remarks(self):
        serpa = self.entries["9960"]
        self.assertEqual(
            serpa.births,
            (
                Birth(date(1959, 3, 28), date(1959, 3, 28)),
                Birth(date(1956, 10, 9), date(1956, 10, 9)),
            ),
        )
        self.assertEqual(serpa.countries, ("CO",))
        self.assertEqual(str(self.entries["19496"].births[0]), "1940")

    def test_comments_continue_the_remarks(self):
        comments = b"9942,\"; a.k.a. 'THE GENERAL'.\"\r\n"
        entries = ofac.read({**self.files, "sdn_comments.csv": comments})
        names = next(entry.names for entry in entries if entry.key == "9942")
        self.assertEqual(names[-1], Name("THE GENERAL", "weak"))

    def test_comments_of_strangers_are_told(self):
        warnings = []
        ofac.read({**self.files, "sdn_comments.csv": b"1,x\r\n"}, warnings.append)
        self.assertIn("1 comments belong to no entry", warnings[0])

    def test_what_is_not_the_list_is_refused(self):
        sdn = self.files["sdn.csv"]
        for files in (
            {},
            {"sdn.csv": b""},
            {"sdn.csv": b"<html>Access denied</html>"},
            {"sdn.csv": b"PK\x03\x04\0\0\0\0"},
            {"sdn.csv": sdn + b'99,"CUT IN THE MIDD'},
            {"sdn.csv": sdn + sdn},
            {"sdn.csv": sdn, "alt.csv": b'1,2,"aka","NOBODY",-0-\r\n'},
            {"sdn.csv": sdn.replace(b'"vessel"', b'"spaceship"')},
        ):
            with self.subTest(str(files)[:60]), self.assertRaises(ListRefused):
                ofac.read(files)


@tagged("post_install", "-at_install")
class TestUn(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        entries = un.read(excerpt("un.xml")["un.xml"])
        cls.entries = {entry.programs[1]: entry for entry in entries}

    def test_people_and_organisations(self):
        kinds = [entry.kind for entry in self.entries.values()]
        self.assertEqual((kinds.count("person"), kinds.count("entity")), (5, 1))

    def test_names_in_parts_aliases_and_the_original_script(self):
        names = [name.text for name in self.entries["CDi.002"].names]
        self.assertEqual(names[0], "FRANK KAKOLELE BWAMBALE")
        self.assertIn("FRANK KAKORERE", names)
        self.assertIn("صدام حسين التكريتي", [name.text for name in self.entries["IQi.001"].names])

    def test_births(self):
        self.assertEqual(self.entries["CDi.001"].births, (Birth.of_year(1971),))
        self.assertTrue(
            any(b.first.year < b.last.year for e in self.entries.values() for b in e.births)
        )

    def test_attacks_are_refused(self):
        entity = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        laughs = b"<!DOCTYPE x [<!ENTITY a 'ha'>%s]>" % b"".join(
            b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(10)
        )
        body = UN % b"<DATAID>1</DATAID><FIRST_NAME>&a;</FIRST_NAME>"
        for content in (
            entity + body,
            laughs + body.replace(b"&a;", b"&k;"),
            b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
            + UN % b"<DATAID>1</DATAID><FIRST_NAME>A</FIRST_NAME>",
            b"<a>" * 100_000,
        ):
            with self.subTest(content[:60]), self.assertRaises(ListRefused):
                un.read(content)

    def test_what_is_not_the_list_is_refused(self):
        for content in (
            b"",
            b"no xml",
            b"<rss/>",
            b"<CONSOLIDATED_LIST/>",
            UN % b"<DATAID>1</DATAID>",
            excerpt("un.xml")["un.xml"][:-200],
        ):
            with self.subTest(content[:40]), self.assertRaises(ListRefused):
                un.read(content)


@tagged("post_install", "-at_install")
class TestTable(BaseCase):
    def test_lines_of_one_id_are_one_entry(self):
        person, firm, ship = table.read(TABLE.encode())
        self.assertEqual([name.quality for name in person.names], ["primary", "strong", "weak"])
        self.assertEqual(firm.countries, ("RU", "CY"))
        self.assertEqual(ship.kind, "vessel")
        self.assertEqual(table.read(TABLE.replace(",", ";").encode("utf-8-sig"))[0].key, "P1")

    def test_wrong_tables_are_refused_with_the_line(self):
        for text, said in (
            ("id,name\n1,", "Line 2"),
            ("id,name,kind\n1,A,robot", "robot"),
            ("id,name,birth\n1,A,31.12.1960", "31.12.1960"),
            ("id,name\n1", "cells"),
            ("id,title\n1,A", "id and name"),
            ("id,name\n", "no entry"),
        ):
            with self.subTest(text), self.assertRaisesRegex(ListRefused, said):
                table.read(text.encode())
        with self.assertRaisesRegex(ListRefused, "UTF-8"):
            table.read("id,name\n1,Müller".encode("latin-1"))


@tagged("post_install", "-at_install")
class TestBirth(BaseCase):
    def test_as_ofac_writes_them(self):
        for text, first, last in (
            ("07 Oct 1952", date(1952, 10, 7), date(1952, 10, 7)),
            ("Feb 1964", date(1964, 2, 1), date(1964, 2, 29)),
            ("1952", date(1952, 1, 1), date(1952, 12, 31)),
            ("circa 1952", date(1950, 1, 1), date(1954, 12, 31)),
            ("1950 to 1952", date(1950, 1, 1), date(1952, 12, 31)),
            ("01 Jan 1960 to 31 Mar 1961", date(1960, 1, 1), date(1961, 3, 31)),
            ("circa 1959-1962", date(1957, 1, 1), date(1964, 12, 31)),
        ):
            with self.subTest(text):
                self.assertEqual(birth.parse(text), Birth(first, last))

    def test_what_is_no_date_is_none(self):
        for text in ("", "unknown", "32 Jan 1950", "1952 to", "07 Okt 1952"):
            self.assertIsNone(birth.parse(text))

    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=80))
    def test_no_text_breaks_it(self, text):
        birth.parse(text)

    def test_comparison(self):
        listed = (Birth(date(1960, 5, 1), date(1960, 5, 1)), Birth.of_year(1970))
        for ours, outcome in (
            (date(1960, 5, 1), "exact"),
            (date(1970, 1, 1), "year"),
            (date(1962, 1, 1), "within"),
            (date(1985, 1, 1), "conflict"),
            (None, None),
        ):
            self.assertEqual(birth.compare(ours, listed), outcome)
