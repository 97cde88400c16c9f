"""What people without the right to see a value get in its place."""

DOTS = "••••"

SHOWN = 4
LONG_ENOUGH = 8  # of a shorter value, four characters would give half away


def mask(value: str, style: str) -> str:
    """`style` is `last4` for `••••1234`, or `all`."""
    if style == "last4" and len(value) >= LONG_ENOUGH:
        return DOTS + value[-SHOWN:]
    return DOTS


def is_masked(value: str) -> bool:
    return DOTS in value
