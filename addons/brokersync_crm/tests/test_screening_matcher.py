from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..screening import Birth, Entry, Matcher, Name, Query, Settings, ofac, sentence, un
from ..screening.homoglyph import is_disguised
from ..screening.normal import tokens
from .screening_common import excerpt


def listed(*names, **values):
    return Entry(
        key=names[0], kind=values.pop("kind", "person"), names=tuple(map(Name, names)), **values
    )


@tagged("post_install", "-at_install")
class TestMatcher(BaseCase):
    """On the excerpt, so that a reader can follow; the official files are another class."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entries = ofac.read(excerpt("sdn.csv", "alt.csv", "add.csv")) + un.read(
            excerpt("un.xml")["un.xml"]
        )
        cls.matcher = Matcher(cls.entries)

    def keys(self, *names, **known):
        return [match.entry.key for match in self.matcher.search(Query(names, **known))]

    def test_every_name_finds_itself(self):
        for entry in self.entries:
            for name in entry.names:
                with self.subTest(name.text):
                    self.assertIn(entry.key, self.keys(name.text))

    def test_ways_to_write_a_name(self):
        for name in (
            "Rodrigo Granda Escobar",
            "granda escobar, rodrigo",
            "Rodrigo Granda",
            "Rodriga Granda Escobar",
            "Mr. Rodrigo GRANDA-ESCOBAR",
            "Родриго Гранда Эскобар",
            "Rоdrigо Grаndа Escobar",  # with Cyrillic о and а
        ):
            with self.subTest(name):
                self.assertEqual(self.keys(name), ["9957"])

    def test_legal_forms_and_blanks_do_not_hide_a_firm(self):
        for name in ("Aerocaribbean Airlines Ltd", "AERO CARIBBEAN", "Aero-Caribbean S.A."):
            with self.subTest(name):
                self.assertEqual(self.keys(name), ["36"])

    def test_an_innocent_is_left_alone(self):
        for name in (
            "Rodrigo Martinez",
            "Caribbean Fish Imports",
            "Escobar",
            "National Bank of Norway",
        ):
            self.assertEqual(self.keys(name), [])

    def test_a_weak_alias_must_match_closely(self):
        self.assertEqual(self.keys("Johnny 40"), ["9956"])
        self.assertEqual(self.keys("Johnny Forty"), [])
        self.assertEqual(self.keys("BNC"), ["306"])
        self.assertEqual(self.keys("BNB"), [])

    def test_evidence_moves_the_score(self):
        def score(**known):
            (match,) = self.matcher.search(
                Query(("Rodrigo Granda",), **known), Settings(threshold=60)
            )
            return match.score

        plain = score()
        self.assertGreater(score(birth_date=date(1949, 4, 9)), plain)
        self.assertGreater(score(birth_date=date(1949, 1, 1)), plain)
        self.assertLess(score(birth_date=date(1985, 1, 1)), plain)
        self.assertGreater(score(countries=("CO",)), plain)
        self.assertLess(score(countries=("NO",)), plain)
        self.assertLess(score(kind="entity"), plain)

    def test_the_same_name_is_shown_whatever_the_evidence(self):
        against = {"birth_date": date(1999, 1, 1), "countries": ("NO",), "kind": "entity"}
        self.assertEqual(self.keys("Rodrigo Granda Escobar", **against), ["9957"])
        self.assertEqual(self.keys("Rodrigo Granda", **against), [])
        match = self.matcher.search(Query(("Rodrigo Granda Escobar",), **against))[0]
        self.assertEqual(match.score, 85)
        self.assertIn("lifted to the threshold", sentence(match, 85))

    def test_threshold(self):
        query = Query(("Rodrigo Granda",))
        self.assertTrue(self.matcher.search(query, Settings(threshold=80)))
        self.assertFalse(self.matcher.search(query, Settings(threshold=99)))

    def test_a_part_scores_as_the_whole(self):
        query = Query(("Rodrigo Granda",))
        part = self.matcher.part({"9957", "36"})
        self.assertEqual(part.search(query)[0].score, self.matcher.search(query)[0].score)
        self.assertFalse(self.matcher.part({"36"}).search(query))

    def test_the_sentence_says_why(self):
        query = Query(("Rodriga Granda",), birth_date=date(1949, 4, 9), countries=("CO",))
        text = sentence(self.matcher.search(query)[0], 85)
        for said in (
            "“Rodriga Granda” against “GRANDA ESCOBAR, Rodrigo” (primary name)",
            "same: granda",
            "alike: rodriga ≈ rodrigo (90%)",
            "only the list has: escobar",
            "same date of birth +5",
            "country in common +2",
            "shown from 85",
        ):
            self.assertIn(said, text)

    def test_disguise_is_named(self):
        self.assertTrue(is_disguised("Rоdrigo"))
        self.assertFalse(is_disguised("Родриго Granda"))
        match = self.matcher.search(Query(("Rоdrigo Granda Escobar",)))[0]
        self.assertIn("letters of another alphabet", sentence(match, 85))

    @settings(max_examples=150, deadline=None)
    @given(st.text(max_size=60))
    def test_no_text_breaks_it(self, text):
        self.matcher.search(Query((text,)))

    @settings(max_examples=100, deadline=None)
    @given(
        st.lists(
            st.sampled_from(["anna", "boris", "clara", "dmitri", "erik", "fatima"]),
            min_size=1,
            max_size=4,
            unique=True,
        )
    )
    def test_order_of_words_never_matters(self, words):
        matcher = Matcher([listed(" ".join(sorted(words)))])
        first, last = (matcher.search(Query((" ".join(order),))) for order in (words, words[::-1]))
        self.assertEqual((first[0].score, first[0].exact), (last[0].score, last[0].exact))
        self.assertTrue(first[0].exact)

    def test_long_and_hostile_texts_are_cut(self):
        for text in ("a" * 50_000, "' " * 25_000, "a.k.a. '" * 6_000, "é\u0301" * 25_000):
            self.assertLess(sum(map(len, tokens(text))), 2_000)
            self.matcher.search(Query((text,)))

    def test_births_of_a_range(self):
        matcher = Matcher([listed("Nobody Special", births=(Birth.of_year(1970, 1972),))])
        query = Query(("Nobody Special",), birth_date=date(1971, 6, 1))
        self.assertIn(("birth", "year", 3), matcher.search(query)[0].evidence)
