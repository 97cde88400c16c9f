import unicodedata

# Letters that look Latin and are not. Source: the confusables of Unicode TS 39 for Cyrillic and Greek, single letters.
LOOK_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХЗаеѕіјорсухһԁԛԝѵՕ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχ",
    "ABESIJKMHOPCTYX3aesijopcyxhdqwvO" + "ABEZHIKMNOPTYXaiKvopux",  # pragma: allowlist secret
)


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
    return any(
        "LATIN" in found and found & {"CYRILLIC", "GREEK"} for found in map(scripts, text.split())
    )
