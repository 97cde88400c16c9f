from odoo import api, models
from odoo.exceptions import AccessError


class BrokersyncSystemFields(models.AbstractModel):
    """Mixin of models with fields that are not their users' to set.

    `readonly=True` only greys a field out on the screen: over RPC, Odoo writes it, and stored computed ones, like any
    other.

    Classes that extend a model add to these:

    :cvar _system_fields: names that only BrokerSync itself sets, in sudo
    :cvar _settled_fields: names that are given when the record is made, and never again
    """

    _name = "brokersync.system.fields"
    _description = "Fields that are not their users' to set"

    _system_fields = ()
    _settled_fields = ()

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._refuse_fields(self._declared("_system_fields") & vals.keys())
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            settled = {
                name
                for name in self._declared("_settled_fields") & vals.keys()
                if any(record._differs(name, vals[name]) for record in self)
            }
            self._refuse_fields(self._declared("_system_fields") & vals.keys() | settled)
        return super().write(vals)

    def _differs(self, name, value):
        return self._fields[name].convert_to_write(self[name], self) != value

    @api.model
    def _declared(self, attribute):
        """Names in this attribute of the model's class and of every class that extends it."""
        return {name for cls in type(self).__mro__ for name in vars(cls).get(attribute, ())}

    @api.model
    def _refuse_fields(self, names):
        """Raise AccessError when there are any."""
        if names:
            raise AccessError(
                self.env._(
                    "Not yours to set on “%(model)s”: %(fields)s.",
                    model=self._description,
                    fields=", ".join(sorted(names)),
                )
            )

    @api.model
    def _brokersync_greyed_out(self, name):
        return name in self._declared("_system_fields") or super()._brokersync_greyed_out(name)
