"""A name written by somebody who heard it, and Arabic names as different countries write them."""

import re

# What sounds alike to an English ear.
_EAR = (
    ("ph", "f"), ("ck", "k"), ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("q", "k"), ("x", "ks"),
    ("c(?=[aou])", "k"), ("c(?=[ei])", "s"), ("z", "s"), ("w", "v"), ("j", "dj"), ("ee", "i"), ("i(?=[^aeiou])", "ee"),
    ("oo", "u"), ("ou", "u"), ("u(?=[^aeiou])", "oo"), ("ei", "ay"), ("ai", "ay"), ("ay", "ai"), ("y$", "i"),
    ("i$", "y"), ("ie", "y"), (r"([bdfglmnprst])\1", r"\1"), ("a$", "ah"), ("ah$", "a"), ("e$", ""), ("s$", "z"),
)  # fmt: skip

#: How the same Arabic name is written in the Maghreb and Lebanon (French), in Egypt, in Iran, by the press, and by
#: people themselves in the Gulf. Rules are applied in order to each word.
ARABIC = {
    "french": (
        ("sh", "ch"), ("dj|j", "dj"), ("aw", "aou"), ("u|oo", "ou"), ("w", "ou"), ("q", "k"), ("dh|th", "d"),
        ("ay", "ai"), ("ah$", "a"), ("^abd$", "abdel"), ("^al$", "el"),
    ),
    "egyptian": (
        ("j", "g"), ("q", "k"), ("dh", "z"), ("th", "s"), ("ay", "ei"), ("^al$", "el"), ("ah$", "a"),
        ("ii|iy", "i"),
    ),
    "persian": (
        ("w", "v"), ("q", "gh"), ("u", "o"), ("i(?=[^aeiouy])", "e"), ("ah?$", "eh"), ("dh|th", "z"),
        ("^abd$", "abdol"),
    ),
    "press": (
        ("aw", "au"), ("ay", "ai"), ("q", "k"), ("iyy?", "i"), ("h$", ""), ("^abd$", "abdul"),
        (r"([bdflmnrst])\1", r"\1"),
    ),
    "gulf": (
        ("i(?=[^aeiouy]+$)", "ee"), ("u(?=[^aeiou]+$)", "oo"), ("dh", "th"), ("^al$", ""), ("a(?=[^aeiou]$)", "aa"),
    ),
}  # fmt: skip


def written_by_ear(name, rng):
    """Two things, where there are two, written as they sound; None when no sound has another letter."""
    low = name.lower().split()
    fitting = [
        (at, rule) for at, word in enumerate(low) for rule in _EAR if re.search(rule[0], word)
    ]
    if not fitting:
        return None
    for at, (pattern, text) in rng.sample(fitting, min(2, len(fitting))):
        low[at] = re.sub(pattern, text, low[at], count=1)
    return " ".join(low).title()


def respelt(name, style):
    """An Arabic name in Latin letters, as in one of :data:`ARABIC`; “al-” stays a word of its own."""
    words = []
    for word in re.split(r"[\s\-]+", name.lower().replace("'", "")):
        for pattern, text in ARABIC[style]:
            word = re.sub(pattern, text, word)
        words.append(word)
    return " ".join(filter(None, words)).title()
