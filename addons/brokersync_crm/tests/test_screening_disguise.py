from odoo.tests import BaseCase, tagged

from ..screening import Entry, Matcher, Name, Query, sentence
from ..screening.homoglyph import skeleton
from ..screening.matcher import MAX_WORDS
from ..screening.normal import MAX_LENGTH, latin, tokens

# Ways to write “Viktor Zorkin” or “Ilya Pavlov” so that a person reads it and a program does not.
DISGUISES = {
    "Cyrillic letters": "V\u0456kt\u043er Z\u043erkin",
    "Greek letters": "Vikt\u03bfr \u0396\u03bfrkin",
    "Cherokee letters": "\u13d9iktor \u13c3orkin",
    "Armenian letters": "Vikt\u0585r Z\u0585rki\u0578",
    "small l for capital I": "lIya PavIov",
    "one for i and l": "I1ya Pav1ov",
    "digits": "V1kt0r Z0rk1n",
    "signs": "V!ktor Zork!n",
    "a bar for I": "|lya P@vlov",
    "zero-width space": "Vik\u200btor Zor\u200bkin",
    "zero-width space for the blank": "Viktor\u200bZorkin",
    "zero-width joiners": "V\u200di\u200ck\u2060tor Zor\ufeffkin",
    "soft hyphens": "Vik\u00adtor Zor\u00adkin",
    "Hangul fillers": "Vik\u3164tor Zor\u115fkin",
    "full-width letters": "Ｖｉｋｔｏｒ　Ｚｏｒｋｉｎ",
    "mathematical letters": "𝐕𝐢𝐤𝐭𝐨𝐫 𝒁𝒐𝒓𝒌𝒊𝒏",
    "letters in circles": "ⓋⓘⓚⓣⓞⓡⓏⓞⓡⓚⓘⓝ",
    "combining marks": "V\u0301i\u0308k\u0336tor Z\u0335orkin",
    "towers of marks": "V" + "\u0301" * 700 + "iktor Zorkin",
    "accents": "Víktör Žörkîn",
    "blanks": "  Viktor    Zorkin ",
    "other blanks": "Viktor\u00a0\u2003\u202fZorkin",
    "dots": "V.i.k.t.o.r. Zorkin.",
    "dashes": "V-i-k-t-o-r-Z-o-r-k-i-n",
    "single letters": "V i k t o r Z o r k i n",
    "apostrophes": "V'ikto`r Zo\u2019rk\u02bcin",
    "marks of direction": "\u200fViktor\u200e \u061cZorkin",
    "turned round and back": "\u202eViktor Zorkin\u202c",
    "capitals": "vIkToR zOrKiN",
    "m for rn": "Viktor Burnov".replace("rn", "m"),
    "rn for m": "Viktor Marnin",
}


@tagged("post_install", "-at_install")
class TestDisguise(BaseCase):
    """FAULTS 50 to 53, of names: what a person reads as a listed name is a hit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = "Viktor Zorkin", "Ilya Pavlov", "Viktor Burnov", "Viktor Mamin", "Mustafa Haddad"
        cls.matcher = Matcher(Entry(key=name, kind="person", names=(Name(name),)) for name in names)

    def test_each_disguise_hits(self):
        for how, name in DISGUISES.items():
            with self.subTest(how):
                (match,) = self.matcher.search(Query((name,)))
                self.assertGreaterEqual(match.score, 95)

    def test_a_spelling_of_a_frequent_name_is_recognised_in_disguise(self):
        self.assertTrue(self.matcher.search(Query(("M0stafa Hadd4d",))))

    def test_innocents_are_left_alone(self):
        for name in "Viktor 2021", "Zork1ng", "Anna Schmidt", "A1 Trading", "Victor Zhao":
            self.assertFalse(self.matcher.search(Query((name,))), name)

    def test_the_disguise_is_named(self):
        for name, said in (
            ("V1ktor Zorkin", "looks the same: v1ktor = viktor"),
            ("Vik\u200btor Zorkin", "invisible characters"),
            ("V\u0456ktor Zorkin", "letters of another alphabet"),
        ):
            (match,) = self.matcher.search(Query((name,)))
            self.assertIn(said, sentence(match, 85))

    def test_skeletons(self):
        self.assertEqual(skeleton("Br0ker 1"), skeleton("br\u043e\u200bkerl"))
        self.assertNotEqual(skeleton("broker"), skeleton("brokers"))


@tagged("post_install", "-at_install")
class TestLongNames(BaseCase):
    """What is read, looked up and kept of a name has a limit, however long it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.padding = [f"zq{letter}x{other}" for letter in "abcdefgh" for other in "ijklmnop"]
        cls.matcher = Matcher(
            Entry(key=name, kind="person", names=(Name(name),))
            for name in ("Viktor Zorkin", "Ali Hasan", "Ali Haddad", "Ali Khan")
        )

    def looked_up(self, name):
        """Words that a search of the name compared with those of the list."""
        alike = self.matcher._vocabulary.alike
        alike.cache_clear()
        self.matcher.search(Query((name,)))
        return alike.cache_info().misses

    def test_at_most_so_many_words_are_compared(self):
        self.assertEqual(self.looked_up("Viktor Zorkin"), 2)
        self.assertEqual(self.looked_up(" ".join(self.padding)), MAX_WORDS)
        self.assertEqual(self.looked_up("ali " * 64), 1)
        self.assertEqual(self.looked_up("a" * 255), 1)
        self.assertEqual(self.looked_up("v" * 50_000), 1)

    def test_padding_hides_nobody(self):
        for name in (
            " ".join([*self.padding[:20], "Viktor Zorkin"]),
            " ".join(["Zorkin", *self.padding, "Viktor"])[: MAX_LENGTH - 7] + " Viktor",
        ):
            found = self.matcher.search(Query((name,)))
            self.assertIn("Viktor Zorkin", [match.entry.key for match in found])

    def test_characters_that_become_many_are_cut(self):
        for text in "\ufdfa" * 255, "㍿" * 50_000, "a" + "\u0301" * 50_000, "\u200b" * 50_000:
            self.assertLessEqual(len(latin(text)), 2 * MAX_LENGTH)
            self.assertLessEqual(sum(map(len, tokens(text))), 2 * MAX_LENGTH)
            self.matcher.search(Query((text,)))

    def test_what_is_remembered_has_a_limit(self):
        self.assertTrue(self.matcher._vocabulary.alike.cache_info().maxsize)
