import re
import unicodedata

from unidecode import unidecode

from .homoglyph import readings
from .words import CANONICAL, HONORIFICS, LEGAL_FORMS

# One character class each and no nesting: linear in the length of the text.
_INSIDE_WORD = re.compile(r"['`.\"]")
_WORD = re.compile(r"[a-z0-9]+")

MAX_LENGTH = 500


def latin(text):
    """Lower-case ASCII: compatibility forms folded, other scripts transliterated. At most 500 characters are read."""
    text = unicodedata.normalize("NFKC", text[:MAX_LENGTH])
    return unidecode(text.replace("’", "'").replace("ʼ", "'")).lower()


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
    found = (tokens(reading) for reading in readings(text[:MAX_LENGTH]))
    return [words for words in dict.fromkeys(found) if words]
