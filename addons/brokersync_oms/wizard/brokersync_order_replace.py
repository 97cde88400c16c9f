from odoo import api, fields, models

from ..const import PRICE_DIGITS, STOPS


class BrokersyncOrderReplace(models.TransientModel):
    """Asks for the new quantity and price of a working order."""

    _name = "brokersync.order.replace"
    _description = "Change order"
    _allow_sudo_commands = False

    order_id = fields.Many2one("brokersync.order", required=True, readonly=True, ondelete="cascade")
    cum_qty = fields.Integer(related="order_id.cum_qty")
    price_unit = fields.Char(related="order_id.price_unit")
    ord_type = fields.Selection(related="order_id.ord_type")
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
        digits=PRICE_DIGITS,
        compute="_compute_entry",
        store=True,
        readonly=False,
    )

    stop_px = fields.Float(
        "New stop price",
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
            wizard.stop_px = wizard.order_id.stop_px

    def action_replace(self):
        """Send the change to the market; errors as `brokersync.order.action_replace`."""
        self.ensure_one()
        stop_px = self.stop_px if self.ord_type in STOPS else None
        self.order_id.action_replace(self.order_qty, self.price, stop_px)
        return {"type": "ir.actions.act_window_close"}
