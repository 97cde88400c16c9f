"""Keeps secrets and personal numbers out of the logs."""

import logging
import re

STARS = "***"

_KEY = r"(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?token|refresh[_-]?token|token|authorization|totp|otp|pin)"
# Every repetition is bounded, and none begins where another could: hostile text costs no time.
_PATTERNS = (
    # password=…, "token": "…", Authorization: Bearer …
    (
        re.compile(
            rf"(?i)(?<![a-z])({_KEY}[\"']?\s{{0,3}}[:=]\s{{0,3}}(?:(?:bearer|basic)\s{{1,3}})?[\"']?)[^\s\"',;&}}\]]{{1,4096}}"
        ),
        rf"\1{STARS}",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s{1,3}[\w.~+/-]{8,4096}={0,2}"), rf"\1 {STARS}"),
    # JSON Web Tokens
    (re.compile(r"\beyJ[\w-]{5,4096}\.[\w-]{5,4096}\.[\w-]{0,4096}"), STARS),
    # IBAN: country, check digits, up to thirty more
    (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"), STARS),
)
_CONTROL = {10: "\\n", 13: "\\r", 27: "\\x1b"}
_CARD = re.compile(r"\b\d(?:[ -]?\d){12,18}\b")


def redact(text: str) -> str:
    """`text` without passwords, tokens, account and card numbers."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return _CARD.sub(lambda match: STARS if _luhn(match[0]) else match[0], text)


def _luhn(number: str) -> bool:
    """Check digit of payment cards (ISO/IEC 7812): other long numbers, such as times in nanoseconds, stay readable."""
    digits = [int(digit) for digit in reversed(number) if digit.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


class RedactingFilter(logging.Filter):
    """For handlers: what leaves the process passes here, whichever logger it came from.

    Line ends and escapes in arguments are spelt out, so that nobody's login writes a line of its own.
    """

    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(map(_one_line, record.args))
        text = record.getMessage()
        clean = redact(text)
        if clean != text:
            record.msg, record.args = clean, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
        return True


def _one_line(value):
    return value.translate(_CONTROL) if isinstance(value, str) else value


def install() -> None:
    """Put the filter on every handler of the root logger, once."""
    for handler in logging.getLogger().handlers:
        if not any(isinstance(found, RedactingFilter) for found in handler.filters):
            handler.addFilter(RedactingFilter())
