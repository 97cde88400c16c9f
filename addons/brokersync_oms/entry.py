"""Checks of what people and programs enter.

Odoo turns 1.9, "7" and true into whole numbers in silence; these refuse.
"""

import math
from decimal import Decimal

from odoo.exceptions import ValidationError

from .const import MAX_ORDER_QTY, MAX_PRICE, MAX_TEXT, PRICE_DIGITS

SMALLEST = Decimal(1).scaleb(-PRICE_DIGITS[1])


def check_quantity(env, value, lot=1, field="order_qty"):
    """Raise ValidationError unless `value` is an int from 1 to 1e9 and a multiple of `lot`."""
    if type(value) is not int or not 1 <= value <= MAX_ORDER_QTY:
        raise ValidationError(
            env._(
                "Quantity (%(field)s): %(qty)s is not a whole number from 1 to 1,000,000,000.",
                field=field,
                qty=value,
            )
        )
    if value % lot:
        raise ValidationError(
            env._(
                "Quantity (%(field)s): %(qty)s is not a multiple of %(lot)s.",
                field=field,
                qty=value,
                lot=lot,
            )
        )


def check_text(env, field, value):
    """Raise ValidationError unless `value` is a text of at most 200 characters that can be printed."""
    if not isinstance(value, str) or len(value) > MAX_TEXT or not value.isprintable():
        raise ValidationError(
            env._(
                "%(field)s: write a text of at most %(limit)s characters, without control characters.",
                field=f"({field})",
                limit=MAX_TEXT,
            )
        )


def check_price(env, value, instrument=None, field="price"):
    """Raise ValidationError unless `value` is a finite number and suits the instrument, if given."""
    if type(value) not in (int, float) or not math.isfinite(value) or abs(value) >= MAX_PRICE:
        raise ValidationError(
            env._("Price (%(field)s): %(price)s is not a finite number.", field=field, price=value)
        )
    if not instrument:
        return
    if value <= 0 and not instrument.negative_price:
        raise ValidationError(
            env._(
                "Price (%(field)s): an order in %(symbol)s needs a price above zero, not %(price)s.",
                field=field,
                symbol=instrument.symbol,
                price=value,
            )
        )
    if Decimal(repr(value)).quantize(SMALLEST) * instrument.tick_den % instrument.tick_num:
        raise ValidationError(
            env._(
                "Price (%(field)s): %(price)s is not a multiple of the tick %(tick)s.",
                field=field,
                price=value,
                tick=f"{instrument.tick_size:.{instrument.price_decimals}f}",
            )
        )
