"""The same Cyrillic name as different offices write it in Latin letters.

OFAC and the UN follow BGN/PCGN for Russian, which can be turned back into Cyrillic; from there each other table is a
spelling that a passport, a visa or a newspaper may have used.
"""

import re

# BGN/PCGN 1947, longest first. “e” is э at the start of a word only.
_BACK = (
    ("shch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("ya", "я"),
    ("yo", "ё"), ("ye", "е"), ("iy", "ий"), ("yy", "ый"), ("ey", "ей"), ("ay", "ай"), ("oy", "ой"), ("uy", "уй"),
)  # fmt: skip
_BACK_LETTERS = str.maketrans("abvgdezijklmnoprstufyhxw", "абвгдезийклмнопрстуфыхкв")

_BASE = dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True))
_BASE |= {"ъ": "", "ь": "", "'": ""}
_ENGLISH = _BASE | {
    "ё": "e",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ю": "yu",
    "я": "ya",
}

#: Table by name: Russian passports since 2013 (ICAO 9303), those of before 1997 (French), German (Duden), scientific
#: (ISO 9 without its accents), and what newspapers print.
SYSTEMS = {
    "passport": _ENGLISH | {"й": "i", "ю": "iu", "я": "ia"},
    "french": _ENGLISH | {"у": "ou", "ж": "j", "й": "i", "ч": "tch", "ш": "ch", "щ": "chtch", "ю": "iou", "я": "ia"},
    "german": _BASE | {
        "в": "w", "ё": "jo", "ж": "sch", "з": "s", "й": "i", "х": "ch", "ц": "z", "ч": "tsch", "ш": "sch",
        "щ": "schtsch", "ю": "ju", "я": "ja",
    },
    "scientific": _BASE | {
        "ё": "e", "ж": "z", "й": "j", "х": "h", "ц": "c", "ч": "c", "ш": "s", "щ": "sc", "ю": "ju", "я": "ja",
    },
    "newspaper": _ENGLISH | {"ё": "yo"},
}  # fmt: skip


def cyrillic(name):
    """A name in BGN/PCGN Latin letters, in Russian ones."""
    words = []
    for word in name.lower().replace(",", " ").split():
        for latin, letter in _BACK:
            word = word.replace(latin, letter)
        words.append(re.sub("^e", "э", word).translate(_BACK_LETTERS))
    return " ".join(words).title()


def romanised(name, system):
    """A name in Cyrillic, in the Latin letters of one of :data:`SYSTEMS`."""
    text = name.lower()
    if system == "newspaper":
        text = re.sub("(ий|ый)(?= |$)", "y", text)
    return "".join(SYSTEMS[system].get(letter, letter) for letter in text).title()
