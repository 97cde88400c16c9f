from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..screening import Birth, Entry, Matcher, Name, Query, Settings, sentence
from ..screening.pairing import pair
from ..screening.vocabulary import Vocabulary

GIVEN = ["anna", "boris", "clara", "david", "erik", "fatima", "goran", "hanna", "igor"]
FAMILY = ["zorkin", "zorkina", "petrosyan", "petrosian", "quandt", "quant", "vukovic", "wolanski"]
WORDS = GIVEN + FAMILY
RARE = 40

words = st.lists(st.sampled_from(WORDS), min_size=2, max_size=4, unique=True).map(tuple)


def person(text, **values):
    return Entry(key=text, kind="person", names=(Name(text),), **values)


@tagged("post_install", "-at_install")
class TestPairing(BaseCase):
    """What the arithmetic of two names keeps to, whatever the names."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vocabulary = Vocabulary([(name, family) for name in GIVEN for family in FAMILY])

    def score(self, asked, listed):
        return pair(asked, listed, self.vocabulary, RARE).score

    @settings(max_examples=200, deadline=None)
    @given(words, words)
    def test_it_does_not_matter_who_is_asked_about(self, asked, listed):
        self.assertAlmostEqual(self.score(asked, listed), self.score(listed, asked))

    @settings(max_examples=200, deadline=None)
    @given(words, words, st.randoms(use_true_random=False))
    def test_order_of_words_does_not_matter(self, asked, listed, rng):
        shuffled = tuple(rng.sample(asked, len(asked)))
        self.assertAlmostEqual(self.score(asked, listed), self.score(shuffled, listed))

    @settings(max_examples=200, deadline=None)
    @given(st.sampled_from(GIVEN), st.sampled_from(FAMILY), words)
    def test_an_initial_never_scores_above_the_name(self, name, family, more):
        listed = tuple(dict.fromkeys((name, family, *more)))
        initial = self.score((name[0], family), listed)
        self.assertLessEqual(initial, self.score((name, family), listed))
        self.assertLessEqual(self.score(("x", family), listed), initial)

    @settings(max_examples=200, deadline=None)
    @given(words, words)
    def test_only_the_same_words_are_a_hundred(self, asked, listed):
        score = self.score(asked, listed)
        self.assertGreaterEqual(score, 0)
        self.assertEqual(score > 99.99, set(asked) == set(listed))

    def test_an_initial_is_left_for_the_name_it_stands_for(self):
        found = pair(
            ("z", "zorkin", "quandt"), ("zorkin", "quandt", "zoran"), self.vocabulary, RARE
        )
        self.assertIn(("z", "zoran", 1.0), found.pairs)

    def test_an_initial_stands_for_no_particle(self):
        self.assertFalse(pair(("a",), ("al",), self.vocabulary, RARE).pairs)

    def test_a_slip_is_as_frequent_as_the_word_that_was_meant(self):
        found = pair(("vukovicc", "anna"), ("anna", "vukovic"), self.vocabulary, RARE)
        self.assertGreater(found.score, 90)


@tagged("post_install", "-at_install")
class TestInitial(BaseCase):
    """A rare family name with an initial is a hit, a common one needs a date of birth."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        born = (Birth(date(1961, 4, 2), date(1961, 4, 2)),)
        cls.matcher = Matcher(
            [
                person("ZORKIN, Viktor", births=born, countries=("RU",)),
                person("SMITH, Viktor", births=born),
                person("WOLANSKI, V."),
                *(person(f"PETROSYAN, {name} {more}") for name in GIVEN for more in GIVEN),
            ]
        )

    def keys(self, name, options=None, **known):
        found = self.matcher.search(Query((name,), **known), options)
        return [match.entry.key for match in found]

    def test_a_rare_family_name_is_enough(self):
        for name in "V. Zorkin", "Zorkin V", "v zorkin":
            self.assertEqual(self.keys(name), ["ZORKIN, Viktor"], name)
        self.assertEqual(self.keys("Viktor Wolanski"), ["WOLANSKI, V."])
        self.assertFalse(self.keys("I. Zorkin"))
        self.assertFalse(self.keys("Zorkin"))

    def test_a_family_name_that_many_bear_is_not(self):
        self.assertFalse(self.keys("V. Smith"))
        self.assertFalse(self.keys("A. Petrosyan"))

    def test_how_rare_is_a_setting(self):
        self.assertFalse(self.keys("V. Zorkin", Settings(rare=0)))
        self.assertTrue(self.keys("V. Zorkin", Settings(rare=1)))

    def test_what_contradicts_takes_the_hit_away(self):
        self.assertFalse(self.keys("V. Zorkin", birth_date=date(1990, 1, 1)))
        self.assertTrue(self.keys("V. Zorkin", birth_date=date(1961, 1, 1)))
        self.assertTrue(self.keys("Viktor Zorkin", birth_date=date(1990, 1, 1)))

    def test_it_is_explained_as_an_initial(self):
        (match,) = self.matcher.search(Query(("V. Zorkin",)))
        text = sentence(match, 85)
        self.assertIn("same: zorkin", text)
        self.assertIn("only an initial agrees: v for viktor", text)
        self.assertNotIn("every word is the same", text)
