from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Names stand on confirmations and in the order records, which are kept under a pseudonym.
    _personal_fields = {
        "name": "pseudonymise",
        "email": "erase",
        "phone": "erase",
        "function": "erase",
        "street": "erase",
        "street2": "erase",
        "zip": "erase",
        "city": "erase",
        "website": "erase",
        "comment": "erase",
        "image_1920": "erase",
        "vat": "keep",
    }
    _personal_basis = (
        "Tax number of a client: records of clients, MiFID II art. 16(6), AMLD art. 40"
    )
    _personal_keep_days = 5 * 365 + 1

    brokersync_firm_ids = fields.One2many(
        "brokersync.firm",
        "partner_id",
        string="Firms",
        context={"active_test": False},
        help="The client firm this contact is; at most one.",
    )
