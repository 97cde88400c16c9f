import math

from odoo.exceptions import ValidationError


def check_numbers(model, vals):
    """Raise ValidationError naming the field when a decimal number in `vals` is text, NaN or infinite.

    Odoo's own conversion ends in an unexplained error, or stores NaN in a field without digits.
    """
    for name, value in vals.items():
        field = model._fields.get(name)
        if field is None or field.type not in ("float", "monetary") or value in (None, False):
            continue
        if type(value) not in (int, float) or not math.isfinite(value):
            raise ValidationError(
                model.env._(
                    "%(label)s (%(name)s): %(value)s is not a finite number.",
                    label=field._description_string(model.env),
                    name=name,
                    value=value,
                )
            )
