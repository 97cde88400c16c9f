from odoo import api, fields, models


class BrokersyncInstrument(models.Model):
    _inherit = "brokersync.instrument"

    _system_fields = ("commodity_id",)

    commodity_id = fields.Many2one(
        "brokersync.commodity",
        compute="_compute_commodity_id",
        store=True,
        index=True,
        ondelete="restrict",
        help="The commodity whose code is the product of this instrument.",
    )

    @api.depends("product")
    def _compute_commodity_id(self):
        commodities = self.env["brokersync.commodity"].with_context(active_test=False)
        by_code = {
            commodity.code: commodity
            for commodity in commodities.search([("code", "in", self.mapped("product"))])
        }
        for instrument in self:
            instrument.commodity_id = by_code.get(instrument.product, False)

    def _relink_commodity(self):
        """To be called when the codes of commodities changed: no dependency leads from there to here."""
        self.env.add_to_compute(self._fields["commodity_id"], self)
