"""Text as people may send it: what is refused, and the one form it is kept in."""

import re
import unicodedata

CHAR_SIZE = 255
TEXT_SIZE = 20_000
HTML_SIZE = 200_000

_SURROGATES = "\ud800-\udfff"
# Overrides and isolates change the order in which the rest of a line is shown: an invoice can read as another one.
_BIDI = "\u202a-\u202e\u2066-\u2069"
_CONTROL = re.compile(f"[\x00-\x1f\x7f-\x9f{_SURROGATES}{_BIDI}]")
_CONTROL_IN_LINES = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_SURROGATES}{_BIDI}]")


def clean(value: str, size: int, *, lines: bool) -> str:
    """`value` in Unicode's composed form (NFC).

    :param size: most characters it may have
    :param lines: whether tabs and line ends may be in it
    :raise ValueError: why it is refused, in words that follow "Name (field): "
    """
    if len(value) > size:
        raise ValueError(f"{len(value):,} characters are too many, at most {size:,} are kept.")
    if found := (_CONTROL_IN_LINES if lines else _CONTROL).search(value):
        code = ord(found[0])
        raise ValueError(
            f"the character U+{code:04X} at position {found.start() + 1} cannot be shown and is not allowed."
        )
    return unicodedata.normalize("NFC", value)


def accept(value: str, size: int, *, lines: bool) -> str:
    """Text from outside, made such that `clean` takes it: what cannot be shown is left out, what is too long is cut."""
    text = (_CONTROL_IN_LINES if lines else _CONTROL).sub("" if lines else " ", value)
    return unicodedata.normalize("NFC", text)[:size]
