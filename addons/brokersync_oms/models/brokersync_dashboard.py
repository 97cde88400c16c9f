from odoo import models

from ..const import ORD_STATUS, ORD_TYPE, SIDE, WORKING

ROWS = 5


class BrokersyncDashboard(models.AbstractModel):
    _inherit = "brokersync.dashboard"

    def _panel_portfolio(self):
        """Working orders and open positions of the firms the user sees."""
        orders, positions = self.env["brokersync.order"], self.env["brokersync.position"]
        if not orders.has_access("read"):
            return super()._panel_portfolio()
        working = [("ord_status", "in", WORKING)]
        action = "brokersync_oms.action_brokersync_order"
        sides = dict(SIDE)
        return {
            "title": self.env._("Orders and positions"),
            "icon": "fa-line-chart",
            "figures": [
                {
                    "label": self.env._("Working orders"),
                    "value": orders.search_count(working),
                    "open": {"action": action, "context": {"search_default_working": 1}},
                },
                {
                    "label": self.env._("Open positions"),
                    "value": positions.search_count([("net_qty", "!=", 0)]),
                    "open": {"action": "brokersync_oms.action_brokersync_position"},
                },
            ],
            "rows": [
                {
                    "title": f"{sides[order.side]} {order.leaves_qty} {order.instrument_id.symbol}",
                    "text": order.firm_id.name,
                    "note": self._terms(order),
                    "open": {"model": order._name, "id": order.id},
                }
                for order in orders.search(
                    [*working, ("firm_id.house", "=", False)], order="id desc", limit=ROWS
                )
            ],
            "empty": self.env._("No order is working. Enter one from the order book."),
            "open": {"action": action, "context": {"search_default_working": 1}},
        }

    def _terms(self, order):
        """What the order waits for: its limit, its stop or its type, and its state where that is unusual."""
        price = order.price and order.instrument_id._format_price(order.price)
        terms = price or order.stop_summary or dict(ORD_TYPE)[order.ord_type]
        return (
            terms if order.ord_status == "new" else f"{terms}, {dict(ORD_STATUS)[order.ord_status]}"
        )
