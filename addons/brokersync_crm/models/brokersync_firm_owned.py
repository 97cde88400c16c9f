from odoo import fields, models


class BrokersyncFirmOwned(models.AbstractModel):
    """Mixin of every model whose records belong to one client firm.

    A model that inherits it also declares one record rule without groups, or its records are open to every client::

        <record id="rule_order_tenant" model="ir.rule">
            <field name="name">Order: own, assigned or all firms</field>
            <field name="model_id" ref="model_brokersync_order"/>
            <field name="domain_force">user._brokersync_firm_domain('firm_id')</field>
        </record>

    Where the firm follows from another record, `firm_id` becomes a stored related or computed field.
    A test of the topmost addon walks through all models that have `firm_id` and fails when a rule is missing.
    """

    _name = "brokersync.firm.owned"
    _description = "Belongs to a client firm"

    firm_id = fields.Many2one(
        "brokersync.firm",
        required=True,
        index=True,
        ondelete="restrict",
    )

    def write(self, vals):
        res = super().write(vals)
        if self._firm_fields() & vals.keys():
            # Odoo checks the firm the records had before; this checks the one they have now, so that nobody can push a
            # record to a firm that is not theirs.
            self.check_access("write")
        return res

    def _firm_fields(self):
        """Fields of this model that decide which firm a record belongs to: `firm_id` and what it is computed from."""
        depends = self.pool.field_depends[self._fields["firm_id"]]
        return {"firm_id", *(path.partition(".")[0] for path in depends)}
