from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    brokersync_firm_ids = fields.One2many(
        "brokersync.firm",
        "partner_id",
        string="Firms",
        context={"active_test": False},
        help="The client firm this contact is; at most one.",
    )
