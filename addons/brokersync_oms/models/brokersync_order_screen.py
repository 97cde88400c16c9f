from odoo import _, api, fields, models

from ..const import PRICED, TRAILING


class BrokersyncOrder(models.Model):
    """What lists and pages say of an order in few words."""

    _inherit = "brokersync.order"

    fill_summary = fields.Char("Filled / ordered", compute="_compute_summaries")
    price_summary = fields.Char("Limit", compute="_compute_summaries")

    @api.depends("cum_qty", "order_qty", "ord_type", "price", "stop_px", "instrument_id")
    def _compute_summaries(self):
        for order in self:
            order.fill_summary = f"{order.cum_qty:,} / {order.order_qty:,}"
            order.price_summary = order._price_words()

    def _price_words(self):
        """Limit and stop, as a column shows them."""
        price, stop = map(self.instrument_id._format_price, (self.price, self.stop_px))
        if self.ord_type in TRAILING:
            return _("Trailing stop %s", stop) if self.stop_px else _("Trailing stop")
        if self.ord_type == "stop":
            return _("Stop %s", stop)
        if self.ord_type == "stop_limit":
            return _("%(price)s, stop %(stop)s", price=price, stop=stop)
        return price if self.ord_type in PRICED or self.price else _("Market")

    def _compute_access_url(self):
        res = super()._compute_access_url()
        for order in self:
            order.access_url = f"/my/orders/{order.id}"
        return res
