import re

from unidecode import unidecode

from .homoglyph import readings, visible
from .words import CANONICAL, HONORIFICS, LEGAL_FORMS

# One character class each and no nesting: linear in the length of the text.
_INSIDE_WORD = re.compile(r"['`.\"]")
_WORD = re.compile(r"[a-z0-9]+")
# Signs in the place of a letter: “$ergei”, “V!ktor”, “|van”.
_SIGN = re.compile(r"[@$!|](?=[a-z0-9])")
_LETTER = {"@": "a", "$": "s", "!": "i", "|": "l"}

MAX_LENGTH = 500
# Before marks and invisible characters are taken out: they shall not push the name out of what is read.
_MAX_RAW = 20 * MAX_LENGTH


def shown(text):
    """What is seen of a text, of that at most 500 characters."""
    return visible(text[:_MAX_RAW])[:MAX_LENGTH]


def latin(text):
    """Lower-case ASCII: compatibility forms folded, other scripts transliterated, signs that stand for letters read so.

    At most 500 characters are read and 1,000 given: some characters become a dozen letters.
    """
    text = unidecode(shown(text).replace("’", "'").replace("ʼ", "'"))[: 2 * MAX_LENGTH].lower()
    return _SIGN.sub(lambda found: _LETTER[found[0]], text)


def tokens(text):
    """Words that identify, in order: `“PETROV, Dr. Ivan (OOO)”` gives `("petrov", "ivan")`.

    Legal forms and titles are left out unless nothing else is left; spellings of frequent names become one.
    """
    words = _words(text)
    kept = [word for word in words if word not in LEGAL_FORMS and word not in HONORIFICS]
    return tuple(CANONICAL.get(word, word) for word in kept or words)


def _words(text):
    return _WORD.findall(_INSIDE_WORD.sub("", latin(text)))


def written_together(text):
    """What becomes of a listed name without its blanks, legal form and all: “PETROV, Ivan” is `ivanpetrov`, too."""
    family, _comma, given = text.partition(",")
    return {"".join(_words(family + given)), "".join(_words(given + family))}


def variants(text):
    """Token tuples of each way to read a text; more than one only where look-alike letters are in play."""
    found = (tokens(reading) for reading in readings(shown(text)))
    return [words for words in dict.fromkeys(found) if words]
