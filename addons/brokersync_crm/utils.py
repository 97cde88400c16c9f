import math

from odoo.exceptions import ValidationError

LARGEST = (
    10**15
)  # of a decimal number: beyond, doubles have no cents, and rounding ends in infinity


def check_numbers(model, vals):
    """Raise ValidationError naming the field when a decimal number in `vals` is text, NaN, infinite or too large.

    Odoo's own conversion ends in an unexplained error, or stores NaN in a field without digits.
    """
    for name, value in vals.items():
        field = model._fields.get(name)
        if field is None or field.type not in ("float", "monetary") or value in (None, False):
            continue
        if not (type(value) is int or (type(value) is float and math.isfinite(value))):
            raise ValidationError(
                model.env._(
                    "%(label)s (%(name)s): %(value)s is not a finite number.",
                    label=field._description_string(model.env),
                    name=name,
                    value=value,
                )
            )
        if abs(value) > LARGEST:
            raise ValidationError(
                model.env._(
                    "%(label)s (%(name)s): %(value)s is out of range, at most %(largest)s is kept.",
                    label=field._description_string(model.env),
                    name=name,
                    value=str(value)[:40],
                    largest=f"{LARGEST:,}",
                )
            )
