"""Arithmetic of limits, where 0 means none. Nothing here knows the database.

Limits are dicts with the keys of a reference row (docs/protocol.md): `max_order_qty`, `max_notional`, `position_limit`,
`rate`, and `position_limits`, which overrides `position_limit` by symbol. Missing keys mean no limit.
"""

import math

PLAIN = ("max_order_qty", "max_notional", "position_limit", "rate")


def loosened(before, after):
    """Names of the limits that let more through after than before, as `rate` or `position_limit CLF27`."""
    names = [name for name in PLAIN if _allows(after.get(name)) > _allows(before.get(name))]
    symbols = {*before.get("position_limits", ()), *after.get("position_limits", ())}
    return names + [
        f"position_limit {symbol}"
        for symbol in sorted(symbols)
        if _allows(_position_limit(after, symbol)) > _allows(_position_limit(before, symbol))
    ]


def _allows(limit):
    return limit or math.inf


def _position_limit(limits, symbol):
    return limits.get("position_limits", {}).get(symbol, limits.get("position_limit"))
