from odoo import fields, models


class BrokersyncFirmOwned(models.AbstractModel):
    """Mixin of every model whose records belong to one client firm.

    A model that inherits it also declares one record rule without groups, or its records are open to every client::

        <record id="rule_order_tenant" model="ir.rule">
            <field name="name">Order: own, assigned or all firms</field>
            <field name="model_id" ref="model_brokersync_order"/>
            <field name="domain_force">user._brokersync_firm_domain('firm_id')</field>
        </record>

    A test of the topmost addon walks through all models that have `firm_id` and fails when a rule is missing.
    """

    _name = "brokersync.firm.owned"
    _description = "Belongs to a client firm"

    firm_id = fields.Many2one(
        "brokersync.firm",
        string="Firm",
        required=True,
        index=True,
        ondelete="restrict",
    )

    def write(self, vals):
        res = super().write(vals)
        if "firm_id" in vals:
            # Odoo checked the firm the records had; nobody may push them to a firm that is not theirs either.
            self.check_access("write")
        return res
