"""Texts that look like another one: letters of other scripts, characters nobody sees, digits for letters."""

import re
import unicodedata

# Letters that look Latin and are not. Source: the confusables of Unicode TS 39 for Cyrillic, Greek, Armenian and
# Cherokee, single letters.
LOOK_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХЗаеѕіјорсухһԁԛԝѵӏՕΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχօոսհՍԼᎪᏴᏟᎠᎬᏀᎻᎥᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ",
    "ABESIJKMHOPCTYX3aesijopcyxhdqwvlO"  # pragma: allowlist secret
    "ABEZHIKMNOPTYXaiKvopux"  # pragma: allowlist secret
    "onuhUL"
    "ABCDEGHiJKLMPRSTVWZ",  # pragma: allowlist secret
)
_DISGUISING = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})

# Letters without a shape, beside the characters of category Cf.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u034f\u2800")
# Marks that pile up on a letter; those that make another letter are one character with it after NFKC.
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe2f]")

_SAME_LOOK = str.maketrans("i10345789", "lloeastbg")


def is_invisible(char):
    return char in _FILLERS or unicodedata.category(char) == "Cf"


def has_invisible(text):
    """Whether there are invisible characters among Latin letters, where no script needs them."""
    return any(map(is_invisible, text)) and any(char.isascii() and char.isalpha() for char in text)


def visible(text):
    """What is seen of a text: compatibility forms folded (NFKC), without invisible characters and stray marks."""
    shown = "".join(char for char in text if not is_invisible(char))
    return _MARKS.sub("", unicodedata.normalize("NFKC", shown))


def look(word):
    """The same for lower-case Latin words that a hurried eye takes for one another: `z0rkin`, `zorkln` and `zorkin`."""
    return word.translate(_SAME_LOOK).replace("rn", "m").replace("vv", "w")


def skeleton(text):
    """The same for texts that look alike, whatever their letters, case and blanks. For logins, not for people."""
    shown = unmask(visible(text)).casefold()
    return look(unmask("".join(shown.split())))


def script(char):
    """`LATIN`, `CYRILLIC`, `GREEK`… of a letter, by its Unicode name."""
    return unicodedata.name(char, "").partition(" ")[0]


def scripts(word):
    return {script(char) for char in word if char.isalpha()}


def unmask(word):
    """The word as the eye reads it, with look-alikes of other scripts as Latin letters."""
    return word.translate(LOOK_ALIKE)


def readings(text):
    """Texts to try: as written, and as it looks.

    A word of mixed scripts is always read as it looks: nobody writes half a name in another alphabet. A text that
    is foreign throughout is read both ways, since “СОРА” may be honest Cyrillic or disguised Latin.
    """
    words = text.split(" ")
    mixed = [unmask(word) if len(scripts(word)) > 1 else word for word in words]
    looks = [unmask(word) for word in words]
    looks = [new if new.isascii() else old for old, new in zip(mixed, looks, strict=True)]
    return list(dict.fromkeys([" ".join(mixed), " ".join(looks)]))


def is_disguised(text):
    """Whether a word mixes Latin with look-alikes of another script."""
    return any("LATIN" in found and found & _DISGUISING for found in map(scripts, text.split()))
