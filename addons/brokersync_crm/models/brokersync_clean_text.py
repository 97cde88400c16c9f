from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize

from ..text import CHAR_SIZE, HTML_SIZE, TEXT_SIZE, clean
from ..utils import check_numbers

RANGES = {"int4": range(-(2**31), 2**31), "int8": range(-(2**63), 2**63)}

TEXT_SIZES = {"char": CHAR_SIZE, "text": TEXT_SIZE, "html": HTML_SIZE}


class BrokersyncCleanText(models.AbstractModel):
    """Mixin of models that take values from people or programs: what cannot be meant is refused, by the field's name.

    Odoo itself keeps 1 for `True` or 1.9 in an Integer, NaN in a Float, five megabytes in a name, and invisible
    characters that turn a text round.
    """

    _name = "brokersync.clean.text"
    _description = "Refuses unreadable text and impossible numbers"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_values(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_values(vals))

    @api.model
    def _clean_values(self, vals):
        """Copy of `vals` with text in NFC. Raise ValidationError naming the field that cannot be."""
        check_numbers(self, vals)
        vals = dict(vals)
        for name, value in vals.items():
            field = self._fields.get(name)
            if field is None or value is False:
                continue
            try:
                if field.type == "integer":
                    _check_integer(value, RANGES[field._column_type[0]])
                elif field.type in TEXT_SIZES and value is not None:
                    vals[name] = _clean_text(field, value)
                    if name == "email":
                        _check_email(vals[name])
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "%(label)s (%(name)s): %(reason)s",
                        label=field._description_string(self.env),
                        name=name,
                        reason=str(error),
                    )
                ) from error
        return vals


def _check_integer(value, allowed):
    if type(value) is not int:
        raise ValueError(f"{value!r} is not a whole number.")
    if value not in allowed:
        raise ValueError(f"{value} is out of range, at most {allowed[-1]:,} is kept.")


def _check_email(value):
    if value and not email_normalize(value):
        raise ValueError(f"“{value}” is no e-mail address.")


def _clean_text(field, value):
    if isinstance(value, (bool, int, float, bytes, list, tuple, dict)):
        raise ValueError(f"{type(value).__name__} given, text expected.")
    size = getattr(field, "size", None) or TEXT_SIZES[field.type]
    return type(value)(clean(value, size, lines=field.type != "char"))
