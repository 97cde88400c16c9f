from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    order_id = fields.Many2one("brokersync.order", index="btree_not_null", ondelete="restrict")
    instrument_id = fields.Many2one(
        "brokersync.instrument", index="btree_not_null", ondelete="restrict"
    )

    @api.constrains("order_id", "firm_id")
    def _check_order_firm(self):
        for ticket in self:
            if ticket.order_id and ticket.order_id.firm_id != ticket.firm_id:
                raise ValidationError(
                    self.env._("%s is not an order of the ticket's firm.", ticket.order_id.name)
                )
