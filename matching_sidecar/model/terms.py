"""The terms of an order beyond price, quantity and time in force.

Part of the journal's format: encoded as a MessagePack array, new fields go to the end with a
default. Prices and offsets in ticks, quantities in lots. What each does: ``docs/matching.md``.
"""

import msgspec


class Terms(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What only some orders have.

    ``stop_price`` (FIX 99) and ``trigger`` (1107) of stops; ``trail_offset`` in the
    ``trail_unit``, ``limit_offset`` from stop to limit and ``activation_price`` of trailing
    stops; ``min_qty`` (110); ``display_qty`` (1138) and ``display_method`` (1084);
    ``expire_ts`` in nanoseconds UTC (126) or ``expire_date`` as yyyymmdd (432);
    ``stp`` (2964), 0: as the account says.
    """

    stop_price: int | None = None
    trigger: int = 0
    trail_offset: int = 0
    trail_unit: int = 0
    limit_offset: int = 0
    activation_price: int | None = None
    min_qty: int = 0
    display_qty: int = 0
    display_method: int = 0
    expire_ts: int = 0
    expire_date: int = 0
    stp: int = 0
    all_or_none: bool = False
    post_only: bool = False
    reduce_only: bool = False
