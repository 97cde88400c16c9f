"""Recovery codes: ten numbers of ten digits, each good for one login without the authenticator.

Digits only, because Odoo's second-factor page takes nothing else; ten of them, because an authenticator's code has
six and can then not be confused with one. With five tries an hour, guessing one of ten codes takes 10,000 years.
"""

import secrets

COUNT = 10
DIGITS = 10


def generate() -> list[str]:
    """Fresh codes, different from each other."""
    codes: set[int] = set()
    while len(codes) < COUNT:
        codes.add(10 ** (DIGITS - 1) + secrets.randbelow(9 * 10 ** (DIGITS - 1)))
    return [str(code) for code in codes]


def is_recovery_code(token: int) -> bool:
    return len(str(token)) == DIGITS


def printed(code: str) -> str:
    """In two groups, as people copy them."""
    return f"{code[:5]} {code[5:]}"
