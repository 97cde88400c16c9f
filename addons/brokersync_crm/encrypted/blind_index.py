"""Blind index: finds a sealed value by equality without opening any (HMAC-SHA256 with a key of its own)."""

import hashlib
import hmac
import re
import unicodedata

from .keyring import DataKey

DIGITS = 32  # hexadecimal: 128 bits

_SEPARATORS = re.compile(r"[\s.\-/]+")


def normalise(value: str) -> str:
    """`" no93 8601-1117 947"` and `"NO9386011117947"` are one number."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", value)).casefold()


def digest(key: DataKey, field: str, value: str) -> str:
    """Index of `value` in `field`, which is named so that equal values of two fields have nothing in common."""
    message = f"{field}:{normalise(value)}".encode()
    return hmac.new(key.index, message, hashlib.sha256).hexdigest()[:DIGITS]
