from odoo import api, models
from odoo.fields import Domain

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
    _personal_after_relationship = False  # those days begin when the firm's account is closed
    _personal_erase_rows = (
        False  # rows about a person go as a whole, not only their personal fields
    )

    @api.model
    def _personal_class(self, name):
        """Class of a personal field, or None; fields of an inherited record answer for themselves."""
        field = self._fields[name]
        if field.inherited:
            field = field.related_field
        model = self.env[field.model_name]
        default = "erase" if isinstance(field, Encrypted) else None
        return model._personal_fields.get(field.name, default)

    @api.model
    def _is_encrypted(self, name):
        return isinstance(self._fields[name], Encrypted)

    @api.model
    def _personal_domain(self, trader):
        """Domain of the records about this person, or None when nothing here leads to one.

        By default: the trader, its contact and its logins, and what has a stored link to one of them.
        """
        partner = trader.partner_id
        people = {
            "brokersync.trader": trader.ids,
            "res.partner": partner.ids,
            "res.users": partner.with_context(active_test=False).user_ids.ids,
        }
        if self._name in people:
            return Domain("id", "in", people[self._name])
        links = [
            Domain(field.name, "in", people[field.comodel_name])
            for field in self._fields.values()
            if field.type == "many2one"
            and field.store
            and field.comodel_name in people
            and field.name not in models.MAGIC_COLUMNS
        ]
        return Domain.OR(links) if links else None
