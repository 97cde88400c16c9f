"""What makes a password acceptable: length and how hard it is to guess, no composition rules (NIST SP 800-63B
§3.1.1)."""

import re

from zxcvbn import zxcvbn

LONGEST = 256
ESTIMATED = 72  # characters; zxcvbn's time grows with the square of the length, and beyond this nothing is guessable


def weakness(password: str, known_words: list[str], score: int) -> str:
    """Why `password` is too easy to guess, in words, or an empty string.

    :param known_words: what an attacker knows about the person: login, name, e-mail, firm
    :param score: the least zxcvbn score that is accepted; 0 accepts everything
    """
    if len(password) > LONGEST:
        return f"A password has at most {LONGEST} characters."
    if not score:
        return ""
    estimate = zxcvbn(password[:ESTIMATED], user_inputs=_variants(known_words))
    if estimate["score"] >= score:
        return ""
    feedback = estimate["feedback"]
    reason = feedback["warning"] or "This password is easy to guess"
    return " ".join([f"{reason.rstrip('.')}.", *feedback["suggestions"]])


def _variants(words: list[str]) -> list[str]:
    """Each text in its parts and without what separates them: Anna Alpha is also anna, alpha and annaalpha."""
    variants = set()
    for text in words:
        parts = re.findall(r"\w+", text)
        variants.update(parts, ["".join(parts)])
    return sorted(variants)
