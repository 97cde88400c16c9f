"""Client order ids of a session: no earlier session has used them."""

import time
from collections.abc import Iterator
from itertools import count

from tools.session.sweep import PREFIX

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def new_ids(now: float | None = None) -> Iterator[str]:
    """``demo-<start>-<number>``, the start in milliseconds."""
    start = _base36(int((time.time() if now is None else now) * 1000))
    return (f"{PREFIX}{start}-{number}" for number in count(1))


def _base36(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        text = DIGITS[digit] + text
    return text
