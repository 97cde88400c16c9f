"""How a word sounds, whoever wrote it down: consonants in classes, vowels left out.

A name that is not Latin by birth has as many spellings as countries that wrote it: Чересов is Cherezov, Tscheresow,
Tcherezov or Cerezov. Letters mean different sounds in different countries, so a word has a key for each reading.
"""

import re
from functools import lru_cache

# Longest first; capitals are classes and not looked at again. S: all hissing sounds, whose spellings overlap (ш is sh,
# sch, ch and s; ж is zh, sch, j and z); H: х; vowels and y carry no class.
_COMMON = (
    ("schtsch|shch|chtch", "S"), ("tsch|tch|sch|sh|zh|cz|ts", "S"), ("dj|dzh", "J"), ("kh", "H"), ("ph", "F"),
    ("ck", "K"), ("gh", "G"), ("ff$", "V"), ("x", "KS"), ("a[wu](?=[^aeiouy]|$)", "a"), ("(?<=[aeiouy])h$", ""),
)  # fmt: skip
_REST = (
    ("c(?=[eiy])", "S"), ("[cqk]", "K"), ("g", "G"), ("[szß]", "S"), ("[vw]", "V"), ("j", "J"), ("h", "H"), ("f", "F"),
    ("b", "B"), ("d", "D"), ("l", "L"), ("m", "M"), ("n", "N"), ("p", "P"), ("r", "R"), ("t", "T"),
)  # fmt: skip
_READINGS = (
    (("ch", "S"), ("th", "T"), ("dh", "D")),  # English
    (("ch", "H"), ("c", "S"), ("j", "i"), ("th", "T")),  # German and scientific
    (("ch", "S"), ("j", "S"), ("^ou(?=[aeiy])", "V"), ("th", "T"), ("dh", "D")),  # French
    (("ch", "S"), ("th|dh", "S"), ("g", "J"), ("G", "K"), ("kh", "H")),  # Egyptian and Persian
)


@lru_cache(maxsize=50_000)
def keys(word):
    """The keys of a word, one a reading; none for what has fewer than two consonants and says too little.

    >>> bool(keys("tscheresow") & keys("cherezov"))
    True
    """
    found = {_key(word, reading) for reading in _READINGS}
    return frozenset(key for key in found if len(key.lstrip("A")) > 1)


def _key(word, reading):
    for pattern, sound in (*_COMMON, *reading, *_REST):
        word = re.sub(pattern, sound, word)
    start = "" if word[:1].isupper() else "A"
    consonants = re.sub("[^A-Z]", "", word)
    return start + re.sub(r"(.)\1+", r"\1", consonants)
