"""The terms of an order beyond price, quantity and time in force: their names in the protocol.

docs/matching.md says what each does.
"""

# Fields people set while the order is a draft; those of the protocol are called the same there.
TERM_FIELDS = (
    "stop_px",
    "trigger",
    "trail_offset",
    "trail_unit",
    "limit_offset",
    "activation_px",
    "min_qty",
    "all_or_none",
    "post_only",
    "reduce_only",
    "display_qty",
    "display_method",
    "expire_date",
    "expire_time",
)
