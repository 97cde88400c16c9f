from odoo import api, fields, models

from ..const import PRICE_DIGITS


class BrokersyncOrderReplace(models.TransientModel):
    """Asks for the new quantity and price of a working order."""

    _name = "brokersync.order.replace"
    _description = "Change order"

    order_id = fields.Many2one("brokersync.order", required=True, readonly=True, ondelete="cascade")
    cum_qty = fields.Integer(related="order_id.cum_qty")
    price_unit = fields.Char(related="order_id.price_unit")
    order_qty = fields.Integer(
        "New quantity",
        required=True,
        compute="_compute_entry",
        store=True,
        readonly=False,
        help="In all, with what is filled.",
    )
    price = fields.Float(
        "New price",
        required=True,
        digits=PRICE_DIGITS,
        compute="_compute_entry",
        store=True,
        readonly=False,
    )

    @api.depends("order_id")
    def _compute_entry(self):
        for wizard in self:
            wizard.order_qty = wizard.order_id.order_qty
            wizard.price = wizard.order_id.price

    def action_replace(self):
        """Send the change to the market; errors as `brokersync.order.action_replace`."""
        self.ensure_one()
        self.order_id.action_replace(self.order_qty, self.price)
        return {"type": "ir.actions.act_window_close"}
