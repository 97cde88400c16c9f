from odoo import api, models

PREFIX = "default_"


class Base(models.AbstractModel):
    """Defaults out of a caller's context, `default_<field>`, are for what the caller may set as well."""

    _inherit = "base"

    @api.model
    def default_get(self, fields_list):
        return super(Base, self._brokersync_own_defaults()).default_get(fields_list)

    @api.model
    def _brokersync_own_defaults(self):
        """This model without the context's defaults of greyed-out fields, on tables of BrokerSync.

        `create` refuses these by name where they decide something; by the context they would come in behind its back.
        """
        table = self._auto and not self._transient and self._name.startswith("brokersync.")
        if self.env.su or not table:
            return self
        context = {
            name: value
            for name, value in self.env.context.items()
            if not (name.startswith(PREFIX) and self._brokersync_greyed_out(name[len(PREFIX) :]))
        }
        return self if len(context) == len(self.env.context) else self.with_context(context)

    @api.model
    def _brokersync_greyed_out(self, name):
        field = self._fields.get(name)
        return field is not None and field.readonly
