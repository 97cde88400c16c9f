"""What becomes of a name between a birth certificate and an application form.

Each way takes a listed name and a random generator, and gives the name as somebody else would write it; None when
this name cannot vary so.
"""

import re
import string
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from ..entry import ENTITY, PERSON
from ..words import HONORIFICS, LEGAL_FORMS, PARTICLES
from .keyboard import slip
from .romanise import SYSTEMS, cyrillic, romanised
from .sound import ARABIC, respelt, written_by_ear

_ACCENTED = str.maketrans("aceinosuyzAEOU", "áčéíñöšúýžÅÉØÜ")
_OTHER_FORMS = ("Ltd", "Limited", "LLC", "GmbH", "S.A.", "Inc.", "Co., Ltd.")
_LOOK_ALIKE = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")
_RUSSIAN = frozenset({"RU", "BY"})
_ARAB = frozenset(
    {
        "AE",
        "BH",
        "DZ",
        "EG",
        "IQ",
        "JO",
        "KW",
        "LB",
        "LY",
        "MA",
        "OM",
        "PS",
        "QA",
        "SA",
        "SD",
        "SY",
        "TN",
        "YE",
    }
)


@dataclass(frozen=True)
class Kind:
    """A way to vary names, for entries of these kinds and, when given, of these countries."""

    label: str
    vary: Callable
    of: tuple = (PERSON, ENTITY)
    countries: frozenset = frozenset()

    def fits(self, entry):
        return entry.kind in self.of and (
            not self.countries or not self.countries.isdisjoint(entry.countries)
        )


def split(name):
    """Given and family names, each a list of words: “PETROV, Ivan” and “Ivan Petrov” give the same."""
    family, comma, given = name.partition(",")
    if comma:
        return given.split(), family.split()
    words = name.split()
    return words[:-1], words[-1:]


def _natural(name):
    given, family = split(name)
    words = [word for word in [*given, *family] if word.lower().strip(".") not in HONORIFICS]
    return [word.title() if word.isupper() else word for word in words]


def family_first(name, _rng):
    given, family = split(name)
    return " ".join([*given, *family] if "," in name else [*family, *given])


def without_a_middle_name(name, rng):
    words = _natural(name)
    inner = [at for at in range(1, len(words) - 1) if not _is_particle(words[at])]
    if not inner:
        return None
    del words[rng.choice(inner)]
    return " ".join(words)


def first_and_last_only(name, _rng):
    """Of four words and more, as Arabic and Spanish names have, the outer two."""
    words = [word for word in _natural(name) if not _is_particle(word)]
    if len(words) < 4 or words[0].lower() in ("abd", "abdul"):
        return None
    return f"{words[0]} {words[-1]}"


def one_typo(name, rng):
    words = _natural(name)
    long = [at for at, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if not long:
        return None
    at = rng.choice(long)
    words[at] = slip(words[at], rng)
    return " ".join(words)


def given_name_as_initial(name, _rng):
    """“I. Petrov”: one given name and one family name are all there is to go by."""
    given, family = split(name)
    if not given or _is_particle(given[0]):
        return None
    return " ".join([f"{given[0][0]}.", *given[1:], *family])


def middle_name_as_initial(name, rng):
    words = _natural(name)
    inner = [at for at in range(1, len(words) - 1) if not _is_particle(words[at])]
    if not inner:
        return None
    at = rng.choice(inner)
    words[at] = f"{words[at][0]}."
    return " ".join(words)


def blanks_and_hyphens(name, rng):
    """Two words joined or hyphenated, a hyphen left out, or a long word cut in two."""
    words = _natural(name)
    ways = []
    if len(words) > 1:
        at = rng.randrange(len(words) - 1)
        head, pair, tail = words[:at], words[at : at + 2], words[at + 2 :]
        ways += [[*head, mark.join(pair), *tail] for mark in ("", "-")]
    if "-" in name:
        ways += [" ".join(words).replace("-", mark).split() for mark in ("", " ")]
    long = [at for at, word in enumerate(words) if len(word) > 8 and word.isalpha()]
    if long:
        at = rng.choice(long)
        cut = rng.randrange(3, len(words[at]) - 3)
        ways.append([*words[:at], words[at][:cut], words[at][cut:], *words[at + 1 :]])
    return " ".join(rng.choice(ways)) if ways else None


def accents(name, rng):
    """Accents left out where there are any, else put on two letters, as another language would."""
    text = " ".join(_natural(name))
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    if plain != text:
        return plain
    places = [at for at, letter in enumerate(text) if ord(letter) in _ACCENTED]
    if len(places) < 2:
        return None
    letters = list(text)
    for at in rng.sample(places, 2):
        letters[at] = letters[at].translate(_ACCENTED)
    return "".join(letters)


def by_ear(name, rng):
    return written_by_ear(" ".join(_natural(name)), rng)


def arabic_otherwise(name, rng):
    text = " ".join(_natural(name))
    found = respelt(text, rng.choice(sorted(ARABIC)))
    return found if found.lower() != text.lower() else None


def russian_otherwise(name, rng):
    text = " ".join(_natural(name))
    found = romanised(cyrillic(text), rng.choice(sorted(SYSTEMS)))
    return found if found.lower() != text.lower() else None


def in_cyrillic(name, _rng):
    return cyrillic(" ".join(_natural(name)))


def look_alikes(name, _rng):
    return name.translate(_LOOK_ALIKE)


def another_legal_form(name, rng):
    words = name.split()
    kept = [word for word in words if word.strip(string.punctuation).lower() not in LEGAL_FORMS]
    return " ".join([*kept, rng.choice(_OTHER_FORMS)]) if len(kept) > 1 else None


def three_at_once(name, rng):
    """Family name first, a middle name left out, one letter wrong."""
    shorter = without_a_middle_name(name, rng)
    return shorter and one_typo(family_first(shorter, rng), rng)


def _is_particle(word):
    return re.sub(r"\W", "", word).lower() in PARTICLES


KINDS = (
    Kind("family name first", family_first, of=(PERSON,)),
    Kind("a middle name missing", without_a_middle_name, of=(PERSON,)),
    Kind("first and last of four words", first_and_last_only, of=(PERSON,)),
    Kind("one typing error", one_typo),
    Kind("given name as an initial", given_name_as_initial, of=(PERSON,)),
    Kind("middle name as an initial", middle_name_as_initial, of=(PERSON,)),
    Kind("blanks and hyphens", blanks_and_hyphens),
    Kind("accents", accents),
    Kind("written by ear", by_ear),
    Kind("Russian, another romanisation", russian_otherwise, of=(PERSON,), countries=_RUSSIAN),
    Kind("Russian, in Cyrillic", in_cyrillic, of=(PERSON,), countries=_RUSSIAN),
    Kind("Arabic, another romanisation", arabic_otherwise, of=(PERSON,), countries=_ARAB),
    Kind("look-alike letters", look_alikes),
    Kind("another legal form", another_legal_form, of=(ENTITY,)),
    Kind("order, middle name and a typing error", three_at_once, of=(PERSON,)),
)
