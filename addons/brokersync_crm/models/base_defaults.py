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
        """This model without the context's defaults of greyed-out fields, if it is one of BrokerSync.

        `create` refuses these by name where they decide something; by the context they would come in behind its back.
        """
        if self.env.su or not self._name.startswith("brokersync."):
            return self
        context = {
            name: value
            for name, value in self.env.context.items()
            if not (name.startswith(PREFIX) and self._brokersync_greyed_out(name[len(PREFIX) :]))
        }
        return self.with_env(self.env(context=context))

    @api.model
    def _brokersync_greyed_out(self, name):
        """Hook: whether the context gives no default of this field. Windows get much of what they show from there."""
        field = self._fields.get(name)
        return field is not None and field.readonly and self._auto and not self._transient
