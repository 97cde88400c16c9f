from odoo import api, models
from odoo.exceptions import UserError

from ..encrypted.fields import ALL, MASKED, ON_REQUEST, Encrypted


class Base(models.AbstractModel):
    """What every model does about encrypted fields."""

    _inherit = "base"

    def _may_unmask(self):
        """Whether the user sees encrypted fields of this record, or may search in them when there is none.

        Models override it where people without the group have a right to the text, such as both ends of a message.
        """
        return self.env.user.has_group("brokersync_crm.group_personal_data")

    def web_read(self, specification):
        return super(Base, self.with_context(**{MASKED: ON_REQUEST})).web_read(specification)

    def _read_format(self, fnames, load="_classic_read"):
        """Behind `read` and `search_read`: programs too see what is shown on request as its mask."""
        hidden = not self.env.su and any(
            isinstance(field := self._fields.get(name), Encrypted) and field.on_request
            for name in fnames
        )
        if not hidden or self.env.context.get(MASKED) == ALL:
            return super()._read_format(fnames, load)
        masked = self.with_context(**{MASKED: ON_REQUEST})
        return super(Base, masked)._read_format(fnames, load)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        self._refuse_encrypted(field_name)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.model
    def _read_group_groupby(self, alias, groupby_spec, query):
        self._refuse_encrypted(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        self._refuse_encrypted(aggregate_spec.partition(":")[0])
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _refuse_encrypted(self, name):
        field = self._fields.get(name)
        if isinstance(field, Encrypted):
            raise UserError(
                self.env._(
                    "%s is encrypted: records cannot be sorted or grouped by it.",
                    field._description_string(self.env),
                )
            )
