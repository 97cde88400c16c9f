"""What happens to a name between a passport and a form: used to measure the matcher, seeded and repeatable."""

import string

from .normal import tokens
from .words import PARTICLES

_DIGRAPHS = {"sh": "ш", "ch": "ч", "kh": "х", "zh": "ж", "ts": "ц", "ya": "я", "yu": "ю", "ph": "ф"}
_CYRILLIC = str.maketrans("abvgdeziklmnoprstufychjqw", "абвгдезиклмнопрстуфыкхйкв") | {
    ord("x"): "кс"
}
_LOOK_ALIKE = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")


def swap(name, _rng):
    """The last word first."""
    words = name.replace(",", " ").split()
    return " ".join([words[-1], *words[:-1]])


def typo(name, rng):
    """One letter of the longest word changed, left out, doubled, or swapped with its neighbour."""
    word = max(name.replace(",", " ").split(), key=len)
    at = rng.randrange(1, max(len(word) - 1, 2))
    letter = rng.choice(string.ascii_lowercase)
    new = rng.choice(
        [
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at : at + 1] * 2 + word[at + 1 :],
            word[: at - 1] + word[at : at + 1] + word[at - 1 : at] + word[at + 1 :],
        ]
    )
    return name.replace(word, new, 1)


def transliterate(name, _rng):
    """Written in Cyrillic by somebody who reads it letter by letter."""
    name = name.lower()
    for latin, cyrillic in _DIGRAPHS.items():
        name = name.replace(latin, cyrillic)
    return name.translate(_CYRILLIC)


def disguise(name, _rng):
    """Latin letters replaced by Cyrillic ones that look the same."""
    return name.translate(_LOOK_ALIKE)


def without_middle(name, rng):
    """One word in the middle left out; the name itself when it has only two, particles not counted."""
    words = list(tokens(name))
    middle = [word for word in words if word not in PARTICLES][1:-1]
    if middle:
        words.remove(rng.choice(middle))
    return " ".join(words)


def joined(name, _rng):
    """The first two words written as one."""
    return name.replace(",", " ").replace("-", " ").replace(" ", "", 1)


WAYS = {
    "order swapped": swap,
    "one typing error": typo,
    "written in Cyrillic": transliterate,
    "look-alike letters": disguise,
    "middle name missing": without_middle,
    "two words joined": joined,
}
