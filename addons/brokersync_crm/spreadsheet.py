"""Cells of exported sheets: text stays text (OWASP, CSV injection)."""

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutral(value):
    """`value` with an apostrophe before text that a spreadsheet would take for a formula. Numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" ").startswith(STARTS_A_FORMULA):
        return f"'{value}"
    return value


def original(value):
    """The text that `neutral` was given, so that an exported file can be imported again."""
    if isinstance(value, str) and value.startswith("'") and neutral(value[1:]) == value:
        return value[1:]
    return value
