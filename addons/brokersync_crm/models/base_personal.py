from odoo import api, models

from ..encrypted.fields import Encrypted

PERSONAL_CLASSES = ("erase", "pseudonymise", "keep")


class Base(models.AbstractModel):
    """Each model says which of its fields tell about a person, and what becomes of them when the person asks.

    `_personal_fields = {"phone": "erase", "name": "pseudonymise", "birth_date": "keep"}`: erased at once, replaced by a
    pseudonym, or kept until `_personal_keep_days` after the relationship, by `_personal_basis`, the rule that says so.
    """

    _inherit = "base"

    _personal_fields = {}
    _personal_basis = ""
    _personal_keep_days = 0

    @api.model
    def _personal_class(self, name):
        """Class of a personal field, or None; fields of an inherited record answer for themselves."""
        field = self._fields[name]
        if field.inherited:
            field = field.related_field
        model = self.env[field.model_name]
        default = "erase" if isinstance(field, Encrypted) else None
        return model._personal_fields.get(field.name, default)
